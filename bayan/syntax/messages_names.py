"""The catalog's part about names and scopes: B301-B399, and the warnings B410-B419; see messages.

What Python's compiler refuses after parsing stands here too, for the resolver reports it.
"""

from __future__ import annotations

NAME_MESSAGES: dict[str, dict[str, str]] = {
    "B301": {
        "en": "{0!r} is a constant of this scope and can't be bound again",
        "ar": "الاسم {0!r} ثابت في هذا النطاق ولا يجوز إسناده مرة أخرى",
        "hint_en": "choose another name, or declare it without const",
        "hint_ar": "اختر اسمًا آخر، أو عرّفه من غير ثابت",
        "explain_en": (
            "`const N = e` (or `final`) makes its own binding the only one that N has in that "
            "scope. Any other one is an error, before or after it: assignments of all kinds, "
            "`for`, `import`, `def`, `class`, `as`, `del`, also from a function inside that says "
            "`global N` or `nonlocal N`. A variable of an inner scope may have the same name."
        ),
        "explain_ar": (
            "`ثابت N = e` (أو `نهائي`) يجعل إسناده الوحيد للاسم N في ذلك النطاق. وكل إسناد غيره "
            "خطأ، سبقه أو تلاه: الإسناد بأنواعه و`لكل` و`استورد` و`دالة` و`صنف` و`كـ` و`احذف`، "
            "وكذلك من دالة داخلية فيها `عام N` أو `محلي_خارجي N`. ويجوز لمتغير في نطاق داخلي أن "
            "يحمل الاسم نفسه."
        ),
    },
    "B302": {
        "en": "'return' outside a function",
        "ar": "'أرجع' خارج دالة",
        "explain_en": (
            "Only a function can return. A module that is to stop early can raise SystemExit."
        ),
        "explain_ar": "لا ترجع إلا الدالة. ولإنهاء البرنامج مبكرًا ارفع SystemExit.",
    },
    "B303": {
        "en": "'yield' outside a function",
        "ar": "'أنتج' خارج دالة",
        "explain_en": "A `yield` makes a generator of the function that it stands in.",
        "explain_ar": "تجعل `أنتج` الدالة التي تقع فيها مولدًا.",
    },
    "B304": {
        "en": "'{0}' outside an async function",
        "ar": "'{0}' خارج دالة غير متزامنة",
        "hint_en": "write async def",
        "hint_ar": "اكتب غير_متزامن دالة",
        "explain_en": (
            "`await`, `async for`, `async with` and comprehensions with `async for` need a "
            "function that can wait: an `async def`, or the module itself. A `def`, a `lambda` "
            "or a class body inside can't."
        ),
        "explain_ar": (
            "تحتاج `انتظر` و`غير_متزامن لكل` و`غير_متزامن مع` إلى دالة تستطيع الانتظار: "
            "`غير_متزامن دالة`، أو الوحدة نفسها. أما الدالة العادية وجسم الصنف فلا."
        ),
    },
    "B305": {
        "en": "'{0}' outside a loop",
        "ar": "'{0}' خارج حلقة",
        "explain_en": (
            "`break` and `continue` belong to the nearest `for` or `while` of the same function. "
            "The `else` of a loop is outside it."
        ),
        "explain_ar": (
            "تتبع `اكسر` و`استمر` أقرب حلقة `لكل` أو `طالما` في الدالة نفسها. و`وإلا` التي تلي "
            "الحلقة خارجها."
        ),
    },
    "B306": {
        "en": "no function around this one binds {0!r}",
        "ar": "لا دالة محيطة تعرّف {0!r}",
        "hint_en": "for a variable of the module write global",
        "hint_ar": "لمتغير الوحدة اكتب عام",
        "explain_en": (
            "`nonlocal` names a variable of a function around this one. Variables of the module "
            "are reached by `global`; those of a class are attributes."
        ),
        "explain_ar": (
            "تسمي `محلي_خارجي` متغيرًا لدالة محيطة. أما متغيرات الوحدة فتُبلغ بـ`عام`، ومتغيرات "
            "الصنف خصائص."
        ),
    },
    "B307": {
        "en": "'nonlocal' at module level",
        "ar": "'محلي_خارجي' على مستوى الوحدة",
        "explain_en": "There is no function around the module whose variable could be meant.",
        "explain_ar": "لا دالة تحيط بالوحدة ليكون متغيرها هو المقصود.",
    },
    "B308": {
        "en": "{0!r} is a parameter and {1}",
        "ar": "الاسم {0!r} معامل و{1} معًا",
        "explain_en": (
            "A parameter belongs to its function; it can't be another scope's variable too."
        ),
        "explain_ar": "المعامل ملك دالته، فلا يكون متغيرًا لنطاق آخر أيضًا.",
    },
    "B309": {
        "en": "{0!r} is used before its {1} declaration",
        "ar": "استُعمل {0!r} قبل إعلان {1} عنه",
        "hint_en": "move the declaration to the beginning of the function",
        "hint_ar": "انقل الإعلان إلى أول الدالة",
        "explain_en": (
            "`global` and `nonlocal` hold for a whole scope, so they stand before all uses."
        ),
        "explain_ar": "يسري `عام` و`محلي_خارجي` على النطاق كله، فموضعهما قبل كل استعمال.",
    },
    "B310": {
        "en": "{0!r} is bound before its {1} declaration",
        "ar": "أُسند إلى {0!r} قبل إعلان {1} عنه",
        "hint_en": "move the declaration to the beginning of the function",
        "hint_ar": "انقل الإعلان إلى أول الدالة",
        "explain_en": (
            "`global` and `nonlocal` hold for a whole scope, so they stand before all uses."
        ),
        "explain_ar": "يسري `عام` و`محلي_خارجي` على النطاق كله، فموضعهما قبل كل استعمال.",
    },
    "B311": {
        "en": "the annotated name {0!r} can't be {1}",
        "ar": "الاسم {0!r} موصوف بنوع فلا يكون {1}",
        "hint_en": "annotate it in the scope that it belongs to",
        "hint_ar": "صفه بالنوع في نطاقه",
        "explain_en": "An annotation makes a variable of this scope, which the declaration denies.",
        "explain_ar": "وصف النوع يجعل الاسم متغيرًا لهذا النطاق، والإعلان ينفي ذلك.",
    },
    "B312": {
        "en": "{0!r} is both nonlocal and global",
        "ar": "الاسم {0!r} محلي_خارجي وعام معًا",
        "explain_en": (
            "A name belongs to a function around this one, or to the module; not to both."
        ),
        "explain_ar": "الاسم لدالة محيطة أو للوحدة، لا لهما معًا.",
    },
    "B313": {
        "en": "there are two parameters {0!r}",
        "ar": "تكرر المعامل {0!r}",
        "explain_en": (
            "Each parameter has a name of its own. `self`, `ذاتي` and `نفسي` are one name; in a "
            "class body `self` is put before the parameters of a `def` that does not begin with "
            "it."
        ),
        "explain_ar": (
            "لكل معامل اسم وحده. و`self` و`ذاتي` و`نفسي` اسم واحد، ويوضع `self` قبل معاملات كل "
            "دالة في جسم صنف لا تبدأ به."
        ),
    },
    "B314": {
        "en": "'return' with a value in an async generator",
        "ar": "'أرجع' بقيمة في مولد غير متزامن",
        "explain_en": "An async def with a `yield` has no result; a bare `return` ends it.",
        "explain_ar": "الدالة غير المتزامنة التي فيها `أنتج` لا نتيجة لها؛ وتنهيها `أرجع` وحدها.",
    },
    "B315": {
        "en": "'yield from' in an async function",
        "ar": "'أنتج من' في دالة غير متزامنة",
        "hint_en": "write async for x in … {{ yield x }}",
        "hint_ar": "اكتب غير_متزامن لكل x في … {{ أنتج x }}",
        "explain_en": "An async generator can't hand its work to another generator as a whole.",
        "explain_ar": "لا يفوض المولد غير المتزامن عمله كله إلى مولد آخر.",
    },
    "B316": {
        "en": "'import *' is allowed at module level only",
        "ar": "'استورد *' على مستوى الوحدة فقط",
        "hint_en": "name what is needed",
        "hint_ar": "سمّ ما تحتاجه",
        "explain_en": "The variables of a function or class are known before it runs.",
        "explain_ar": "متغيرات الدالة والصنف معروفة قبل التنفيذ.",
    },
    "B317": {
        "en": "'__debug__' can't be bound",
        "ar": "لا يسند إلى '__debug__'",
        "explain_en": "`__debug__` is a constant of the language, as True is.",
        "explain_ar": "`__debug__` من ثوابت اللغة مثل `صحيح`.",
    },
    "B318": {
        "en": "the mapping pattern has the key {0} twice",
        "ar": "نمط القاموس يذكر المفتاح {0} مرتين",
        "explain_en": "Each key is looked up once.",
        "explain_ar": "يُبحث عن كل مفتاح مرة.",
    },
    "B319": {
        "en": "a starred expression can't stand here",
        "ar": "لا تقع هنا عبارة بنجمة",
        "explain_en": (
            "`*values` stands among the arguments of a call or the elements of a display."
        ),
        "explain_ar": "تقع `*values` بين وسائط الاستدعاء أو عناصر القائمة والصف والمجموعة.",
    },
    "B320": {
        "en": "'yield' in a comprehension",
        "ar": "'أنتج' داخل تعبير تجميع",
        "explain_en": "A comprehension makes its collection at once; a loop can yield in between.",
        "explain_ar": "يبني تعبير التجميع مجموعته دفعة واحدة؛ استعمل حلقة لتنتج أثناءها.",
    },
    "B321": {
        "en": "':=' in a comprehension in a class body",
        "ar": "':=' داخل تعبير تجميع في جسم صنف",
        "explain_en": (
            "In a comprehension `:=` binds a variable of the function around; a class body can't "
            "have its attributes made that way."
        ),
        "explain_ar": "في تعبير التجميع يسند `:=` إلى متغير الدالة المحيطة، ولا يصلح ذلك لجسم صنف.",
    },
    "B322": {
        "en": "':=' can't bind {0!r}, a variable of the comprehension",
        "ar": "لا يسند ':=' إلى {0!r} لأنه متغير تعبير التجميع",
        "explain_en": (
            "What `:=` binds belongs to the function around, the loop's variable does not."
        ),
        "explain_ar": "ما يسنده `:=` يكون للدالة المحيطة، ومتغير التجميع ليس كذلك.",
    },
    "B323": {
        "en": "':=' in the iterable of a comprehension",
        "ar": "':=' في مصدر تعبير التجميع",
        "hint_en": "assign before the comprehension",
        "hint_ar": "أسند قبل تعبير التجميع",
        "explain_en": "Python refuses it there, since it would be unclear whose variable is meant.",
        "explain_ar": "ترفضه بايثون هناك، إذ لا يتضح لأي نطاق يكون المتغير.",
    },
    "B324": {
        "en": "'{0}' can't leave an 'except*' block",
        "ar": "لا تغادر '{0}' كتلة 'استثناء*'",
        "explain_en": "Several such blocks may run for one group, each to its end.",
        "explain_ar": "قد تنفذ عدة كتل منها لمجموعة أخطاء واحدة، كل منها إلى آخرها.",
    },
    "B325": {
        "en": "'{0}' can't stand in a clause or goal",
        "ar": "لا تقع '{0}' في قاعدة أو هدف",
        "hint_en": "take the value before, into a variable",
        "hint_ar": "خذ القيمة قبل ذلك في متغير",
        "explain_en": (
            "The code in a goal runs whenever the search comes to it, which can't wait, and maybe "
            "after its function has ended."
        ),
        "explain_ar": "تنفذ شيفرة الهدف كلما بلغها البحث، فلا تنتظر، وقد تكون دالتها انتهت.",
    },
    "B326": {
        "en": "the program is nested too deeply",
        "ar": "تداخل البرنامج أعمق من الحد",
        "hint_en": "split it into functions",
        "hint_ar": "قسمه إلى دوال",
        "explain_en": "Blocks and expressions stand in one another deeper than can be analysed.",
        "explain_ar": "تداخلت الكتل والعبارات أعمق مما يمكن تحليله.",
    },
    "B410": {
        "en": "{0!r} and {1!r} differ only in hamza or harakat",
        "ar": "الاسمان {0!r} و{1!r} لا يختلفان إلا في الهمزة أو الحركات",
        "hint_en": "they are two names; write both alike if one is meant",
        "hint_ar": "هما اسمان؛ وحّد كتابتهما إن قُصد واحد",
        "explain_en": (
            "Names are compared letter by letter, so أحمد and احمد are two variables. In one "
            "scope that is hardly ever meant."
        ),
        "explain_ar": (
            "تُقارن الأسماء حرفًا حرفًا، فـأحمد واحمد متغيران. وقلما يُقصد ذلك في نطاق واحد."
        ),
    },
}
