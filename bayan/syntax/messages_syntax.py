"""The messages of the parser; see messages."""

from __future__ import annotations

SYNTAX_MESSAGES: dict[str, dict[str, str]] = {
    "B201": {
        "en": "`{0}` can't stand here",
        "ar": "لا يصح `{0}` هنا",
        "explain_en": (
            "At this place the grammar has no use for this sign or name. Most often something "
            "before it is missing or misspelt: an operator, a comma, a closing bracket, or the "
            "word that begins the statement."
        ),
        "explain_ar": (
            "لا موضع في القواعد لهذه العلامة أو لهذا الاسم هنا. والغالب أن شيئًا قبله ناقص أو "
            "مكتوب خطأ: معامل أو فاصلة أو قوس إغلاق أو الكلمة التي تبدأ الجملة."
        ),
    },
    "B202": {
        "en": "something is missing here",
        "ar": "ينقص شيء هنا",
        "explain_en": (
            "The statement ends before it is complete: behind an operator, an opening bracket, "
            "or a word such as `in` an expression must follow. A line goes on inside brackets "
            "and after an operator or a comma."
        ),
        "explain_ar": (
            "انتهت الجملة قبل أن تكتمل: فبعد المعامل أو القوس أو كلمة مثل `في` يجب أن يأتي "
            "تعبير. ويستمر السطر داخل الأقواس وبعد معامل أو فاصلة."
        ),
    },
    "B203": {
        "en": "`{0}` is missing here",
        "ar": "ينقص `{0}` هنا",
        "explain_en": "The grammar allows nothing else than this sign or word at this place.",
        "explain_ar": "لا تسمح القواعد في هذا الموضع بغير هذه العلامة أو الكلمة.",
    },
    "B204": {
        "en": "`{0}` is never closed",
        "ar": "لم يُغلق `{0}`",
        "hint_en": "close the bracket, or remove it",
        "hint_ar": "أغلق القوس أو احذفه",
        "explain_en": (
            "Each `(`, `[` and `{` needs its `)`, `]` and `}`. The message points at the "
            "bracket that was opened; what was meant to be inside it ends somewhere below."
        ),
        "explain_ar": (
            "لكل `(` و`[` و`{` ما يغلقه من `)` و`]` و`}`. وتشير الرسالة إلى القوس المفتوح، أما "
            "نهاية ما فيه فموضعها بعده."
        ),
    },
    "B205": {
        "en": "`{0}` stands right behind a complete expression",
        "ar": "جاء `{0}` بعد تعبير مكتمل",
        "hint_en": "is an operator, a comma or the end of the line missing?",
        "hint_ar": "هل ينقص معامل أو فاصلة أو نهاية سطر؟",
        "explain_en": (
            "Two expressions can't stand side by side. A statement ends at the end of its line "
            "or at `;`.\n"
            "    print(1) print(2)     # wrong\n"
            "    print(1); print(2)"
        ),
        "explain_ar": (
            "لا يتجاور تعبيران بلا شيء بينهما. وتنتهي الجملة بنهاية سطرها أو عند `؛`.\n"
            "    اطبع(1) اطبع(2)     # خطأ\n"
            "    اطبع(1)؛ اطبع(2)"
        ),
    },
    "B206": {
        "en": "a comma or `{0}` is missing here",
        "ar": "تنقص هنا فاصلة أو `{0}`",
        "explain_en": "Inside brackets elements are separated by commas: `f(a, b)`, `[1, 2]`.",
        "explain_ar": "تفصل الفواصل بين العناصر داخل الأقواس: `f(a، b)` و`[1، 2]`.",
    },
    "B207": {
        "en": "blocks stand in braces; indentation has no meaning here",
        "ar": "تُكتب الكتل بين أقواس معقوفة، ولا معنى للإزاحة هنا",
        "hint_en": "write:  {0} {{ {1} }}",
        "hint_ar": "اكتب:  {0} {{ {1} }}",
        "explain_en": (
            "Python marks a block by its indentation, Bayan by braces. The colon before them "
            "is optional:\n"
            "    if x > 2 {\n"
            "        print(x)\n"
            "    }\n"
            "Behind a colon one simple statement may stand on the same line: `if x > 2: "
            "print(x)`."
        ),
        "explain_ar": (
            "تدل الإزاحة في بايثون على الكتلة، وتدل عليها في بيان الأقواس المعقوفة، والنقطتان "
            "قبلها اختيارية:\n"
            "    إذا x > 2 {\n"
            "        اطبع(x)\n"
            "    }\n"
            "ويجوز بعد النقطتين جملة بسيطة واحدة في السطر نفسه: `إذا x > 2: اطبع(x)`."
        ),
    },
    "B208": {
        "en": "this is nested too deeply",
        "ar": "التداخل هنا أعمق مما يجوز",
        "hint_en": "give parts of it names, or use a loop or a list",
        "hint_ar": "سمِّ أجزاءه، أو استعمل حلقة أو قائمة",
        "explain_en": (
            "Up to 200 brackets or 100 blocks may be open at once, and a chain of one operator "
            "may have up to 1000 links. Programs that are longer are usually made by other "
            "programs, and are better written as a list and a loop over it."
        ),
        "explain_ar": (
            "يجوز أن يُفتح معًا حتى 200 قوس أو 100 كتلة، وأن تبلغ سلسلة المعامل الواحد 1000 "
            "حلقة. وما زاد على ذلك تولده برامج عادة، والأولى أن يكون قائمة وحلقة عليها."
        ),
    },
    "B209": {
        "en": "`{0}` can't be assigned to",
        "ar": "لا يصح الإسناد إلى `{0}`",
        "hint_en": "did you mean `==`?",
        "hint_ar": "هل تقصد `==`؟",
        "explain_en": (
            "Left of `=` (and in `for`, `with … as` and their like) stand names, attributes, "
            "subscripts, and tuples or lists of these.\n"
            "    f(x) = 1      # wrong\n"
            "    a, b.c, d[0] = 1, 2, 3"
        ),
        "explain_ar": (
            "يأتي على يسار `=` (وفي `لكل` و`مع … كـ` وأمثالهما) اسم أو خاصية أو عنصر بفهرس، أو "
            "صف أو قائمة من هذه.\n"
            "    f(x) = 1      # خطأ\n"
            "    a, b.c, d[0] = 1, 2, 3"
        ),
    },
    "B210": {
        "en": "`{0}` can't be deleted",
        "ar": "لا يصح حذف `{0}`",
        "explain_en": "`del` removes names, attributes and subscripts: `del a, b.c, d[0]`.",
        "explain_ar": "تحذف `احذف` الأسماء والخصائص والعناصر بفهارسها: `احذف a، b.c، d[0]`.",
    },
    "B211": {
        "en": "`=` assigns and can't stand in a condition",
        "ar": "العلامة `=` للإسناد ولا تصح في شرط",
        "hint_en": "write `==` to compare, or `:=` in brackets to assign",
        "hint_ar": "اكتب `==` للمقارنة، أو `:=` بين قوسين للإسناد",
        "explain_en": (
            "`==` compares two values, `=` gives a name its value and is a statement of its "
            "own. To do both at once there is `if (n := len(x)) > 3`."
        ),
        "explain_ar": (
            "العلامة `==` تقارن قيمتين، و`=` تعطي الاسم قيمته وهي جملة قائمة بنفسها. وللجمع "
            "بينهما: `إذا (n := طول(x)) > 3`."
        ),
    },
    "B212": {
        "en": "`{0}` is a function: its arguments stand in parentheses",
        "ar": "`{0}` دالة، ومعطياتها بين قوسين",
        "hint_en": "write {0}(…)",
        "hint_ar": "اكتب {0}(…)",
        "explain_en": (
            "`print` was a statement in old versions of Python; here as in Python it is a "
            "function: `print(x, y)`."
        ),
        "explain_ar": (
            "كانت `print` جملة في إصدارات بايثون القديمة، وهي هنا دالة كما في بايثون: `اطبع(x، y)`."
        ),
    },
    "B213": {
        "en": "an argument without a name stands behind one with a name",
        "ar": "معطى بلا اسم بعد معطى باسم",
        "hint_en": "put it before those with names, or give it a name",
        "hint_ar": "ضعه قبل المسماة، أو سمّه",
        "explain_en": (
            "In a call arguments without names come first: `f(1, 2, x=3)`. So do the patterns "
            "of a class."
        ),
        "explain_ar": (
            "في الاستدعاء تأتي المعطيات التي بلا أسماء أولًا: `f(1، 2، x=3)`. وكذلك أنماط الصنف."
        ),
    },
    "B214": {
        "en": "`*` stands behind `**`",
        "ar": "جاءت `*` بعد `**`",
        "explain_en": (
            "Arguments from an iterable come before those from a mapping: `f(*a, **b)`."
        ),
        "explain_ar": "تأتي معطيات المتتابعة قبل معطيات القاموس: `f(*a، **b)`.",
    },
    "B215": {
        "en": "`{0}` can't be the name of an argument",
        "ar": "لا يصح `{0}` اسمًا لمعطى",
        "hint_en": "did you mean `==`?",
        "hint_ar": "هل تقصد `==`؟",
        "explain_en": (
            "Left of the `=` in a call stands the name of a parameter. A comparison is written "
            "`==`."
        ),
        "explain_ar": "على يسار `=` في الاستدعاء اسم وسيط. والمقارنة تُكتب `==`.",
    },
    "B216": {
        "en": "the argument `{0}` is given twice",
        "ar": "المعطى `{0}` مكرر",
        "explain_en": (
            "Each name may be given once in a call, in the head of a class and in the pattern "
            "of a class."
        ),
        "explain_ar": "يُعطى كل اسم مرة واحدة في الاستدعاء وفي رأس الصنف وفي نمط الصنف.",
    },
    "B217": {
        "en": "an argument without a name stands behind `**`",
        "ar": "معطى بلا اسم بعد `**`",
        "hint_en": "put it before the `**`",
        "hint_ar": "ضعه قبل `**`",
        "explain_en": "Arguments from a mapping come last: `f(1, x=2, **rest)`.",
        "explain_ar": "تأتي معطيات القاموس أخيرًا: `f(1، x=2، **rest)`.",
    },
    "B218": {
        "en": "`{0}` can't stand at this place of the parameters",
        "ar": "لا يصح `{0}` في هذا الموضع من الوسائط",
        "explain_en": (
            "The order of parameters is: positional only, `/`, ordinary ones, `*args` or a "
            "bare `*`, those given by name only, `**kwargs`. Each of these marks may stand "
            "once."
        ),
        "explain_ar": (
            "ترتيب الوسائط: ما يُعطى بموضعه فقط، ثم `/`، ثم العادية، ثم `*args` أو `*` وحدها، "
            "ثم ما يُعطى باسمه فقط، ثم `**kwargs`. ولا تتكرر علامة منها."
        ),
    },
    "B219": {
        "en": "the word `{0}` can't stand here",
        "ar": "لا تصح الكلمة `{0}` هنا",
        "explain_en": (
            "It is a word of the language, and the grammar has another place for it. `else`, "
            "`elif`, `except` and `finally` belong right behind the `}` of the block that they "
            "continue."
        ),
        "explain_ar": (
            "هي من كلمات اللغة، ولها في القواعد موضع آخر. فالكلمات `وإلا` و`وإلا_إذا` و`استثن` "
            "و`في_النهاية` تأتي بعد `}` التي تنهي الكتلة قبلها."
        ),
    },
    "B220": {
        "en": "`{0}` is a word of the language and can't be a name",
        "ar": "`{0}` من كلمات اللغة ولا تصح اسمًا",
        "hint_en": "choose another name, such as `{0}_`",
        "hint_ar": "اختر اسمًا آخر، مثل `{0}_`",
        "explain_en": (
            "Reserved words have a meaning everywhere and can't name variables, functions or "
            "parameters. After a dot, and before `=` in a call, they can."
        ),
        "explain_ar": (
            "للكلمات المحجوزة معنى في كل موضع، فلا تسمي متغيرًا ولا دالة ولا وسيطًا. وتصح بعد "
            "النقطة، وقبل `=` في الاستدعاء."
        ),
    },
    "B221": {
        "en": "a name is missing here",
        "ar": "ينقص اسم هنا",
        "explain_en": (
            "At this place a name must stand: letters, digits and `_`, not beginning with a digit."
        ),
        "explain_ar": "يجب أن يأتي هنا اسم: حروف وأرقام و`_`، ولا يبدأ برقم.",
    },
    "B222": {
        "en": "`try` without `except` or `finally`",
        "ar": "`حاول` بلا `استثن` ولا `في_النهاية`",
        "explain_en": (
            "A `try` says what happens on an error, in `except` blocks, or what happens in any "
            "case, in `finally`, or both."
        ),
        "explain_ar": (
            "تبين `حاول` ما يحدث عند الخطأ في كتل `استثن`، أو ما يحدث في كل حال في "
            "`في_النهاية`، أو كليهما."
        ),
    },
    "B223": {
        "en": "`in` is missing here",
        "ar": "تنقص `في` هنا",
        "explain_en": (
            "A loop over a range of numbers is written `for i in range(10) { … }`; Bayan has "
            "no `for (i = 0; …)`."
        ),
        "explain_ar": (
            "تُكتب الحلقة على مدى من الأعداد هكذا: `لكل i في مدى(10) { … }`، وليس في بيان `for "
            "(i = 0; …)`."
        ),
    },
    "B224": {
        "en": "a generator expression among other arguments needs parentheses",
        "ar": "يحتاج تعبير المولد بين معطيات أخرى إلى قوسين",
        "explain_en": (
            "Alone it may do without: `sum(x for x in xs)`, but `f((x for x in xs), 1)`."
        ),
        "explain_ar": "وحده يستغني عنهما: `مجموع(x لكل x في xs)`، ولكن `f((x لكل x في xs)، 1)`.",
    },
    "B225": {
        "en": "a starred expression can't stand here",
        "ar": "لا يصح تعبير بنجمة هنا",
        "hint_en": "to make a tuple of it, write `*x,`",
        "hint_ar": "لصنع صف منه اكتب `*x,`",
        "explain_en": (
            "`*x` spreads the elements of x into a call, a display or a tuple, so there must "
            "be one around it."
        ),
        "explain_ar": "تنثر `*x` عناصر x في استدعاء أو قائمة أو صف، فلا بد من واحد منها حولها.",
    },
    "B226": {
        "en": "named parameters must follow a bare `*`",
        "ar": "يجب أن تلي `*` المجردة وسائط مسماة",
        "explain_en": (
            "A bare `*` says that the parameters behind it are given by name only; so there "
            "must be some: `def f(a, *, b)`."
        ),
        "explain_ar": (
            "تعني `*` المجردة أن ما بعدها يُعطى باسمه فقط، فلا بد من شيء بعدها: `دالة f(a، *، b)`."
        ),
    },
    "B227": {
        "en": "the parameter `{0}` has no default, but one before it has",
        "ar": "الوسيط `{0}` بلا قيمة مبدئية وقبله ما له قيمة",
        "hint_en": "give it a default, or move it to the front",
        "hint_ar": "أعطه قيمة مبدئية، أو قدّمه",
        "explain_en": (
            "Arguments fill parameters from the left, so those that may be left out stand on "
            "the right."
        ),
        "explain_ar": "تملأ المعطيات الوسائط من أولها، فما يجوز تركه يأتي آخرًا.",
    },
    "B228": {
        "en": "this parameter can't have a default",
        "ar": "لا تصح لهذا الوسيط قيمة مبدئية",
        "explain_en": (
            "`*args` and `**kwargs` take what is left over, which may be nothing; they need no "
            "default."
        ),
        "explain_ar": (
            "تأخذ `*args` و`**kwargs` ما بقي، وقد لا يبقى شيء، فلا حاجة إلى قيمة مبدئية."
        ),
    },
    "B229": {
        "en": "`{0}` needs parentheses here",
        "ar": "تحتاج `{0}` هنا إلى قوسين",
        "explain_en": "`not` binds looser than arithmetic and comparisons: `a == (not b)`.",
        "explain_ar": "`ليس` أضعف ربطًا من الحساب والمقارنات: `a == (ليس b)`.",
    },
    "B230": {
        "en": "this is no pattern",
        "ar": "ليس هذا نمطًا",
        "explain_en": (
            "A pattern is a literal, a name that catches the value, a dotted name, `_`, a "
            "sequence, a mapping, a class with patterns, or several joined by `|`. Calls and "
            "arithmetic belong into a guard: `case x when x > 3 { … }`. A starred name stands "
            "in a sequence only."
        ),
        "explain_ar": (
            "النمط قيمة صريحة، أو اسم يلتقط القيمة، أو اسم بنقطة، أو `_`، أو تتابع، أو قاموس، "
            "أو صنف فيه أنماط، أو أنماط تجمعها `|`. أما الاستدعاء والحساب ففي شرط الحالة: "
            "`حالة x عندما x > 3 { … }`. ولا يأتي اسم بنجمة إلا في تتابع."
        ),
    },
    "B231": {
        "en": "a sequence pattern has more than one star",
        "ar": "في نمط التتابع أكثر من نجمة",
        "explain_en": "Only one part of a sequence can take what is left over.",
        "explain_ar": "لا يأخذ الباقي من التتابع إلا جزء واحد.",
    },
    "B232": {
        "en": "the pattern binds `{0}` twice",
        "ar": "يلتقط النمط `{0}` مرتين",
        "hint_en": "use two names and compare them in a guard",
        "hint_ar": "استعمل اسمين وقارنهما في شرط",
        "explain_en": (
            "A name in a pattern catches a value; it does not compare with one that it caught "
            "before."
        ),
        "explain_ar": "الاسم في النمط يلتقط قيمة، ولا يقارنها بما التقطه من قبل.",
    },
    "B233": {
        "en": "this pattern takes everything, so that those behind it are never tried",
        "ar": "يأخذ هذا النمط كل شيء فلا يُجرَّب ما بعده",
        "hint_en": "move it to the end",
        "hint_ar": "اجعله الأخير",
        "explain_en": (
            "A bare name, `_` and `default` match any value. A name of a constant needs a dot "
            "to be compared: `Color.RED`."
        ),
        "explain_ar": (
            "الاسم المجرد و`_` و`افتراضي` تطابق كل قيمة. ولمقارنة القيمة بثابت يُكتب اسمه "
            "بنقطة: `Color.RED`."
        ),
    },
    "B234": {
        "en": "`_` can't be the name behind `as`",
        "ar": "لا تصح `_` اسمًا بعد `كـ`",
        "explain_en": "`_` binds nothing, so `as _` has no effect.",
        "explain_ar": "لا تلتقط `_` شيئًا، فلا أثر لعبارة `كـ _`.",
    },
    "B235": {
        "en": "the alternatives of a pattern must bind the same names",
        "ar": "يجب أن تلتقط بدائل النمط الأسماء نفسها",
        "explain_en": (
            "After `case (x, 1) | (1, x)` the name has a value whichever alternative matched."
        ),
        "explain_ar": "بعد `حالة (x، 1) | (1، x)` يكون للاسم قيمة أيًا كان البديل المطابق.",
    },
    "B236": {
        "en": "a decorator must stand before a function or a class",
        "ar": "يجب أن يسبق المزخرف دالة أو صنفًا",
        "explain_en": "A line that begins with `@` belongs to the definition below it.",
        "explain_ar": "السطر الذي يبدأ بعلامة `@` تابع للتعريف الذي تحته.",
    },
    "B237": {
        "en": "`:=` needs a name on its left, not `{0}`",
        "ar": "تحتاج `:=` إلى اسم على يسارها، لا `{0}`",
        "explain_en": (
            "`:=` assigns to plain names only. Attributes and subscripts need a statement with `=`."
        ),
        "explain_ar": (
            "تسند `:=` إلى الأسماء المجردة فقط. أما الخصائص والعناصر فلها جملة بعلامة `=`."
        ),
    },
    "B238": {
        "en": "a starred target must stand in a list or tuple",
        "ar": "يجب أن يكون الهدف ذو النجمة في قائمة أو صف",
        "hint_en": "write `*x,`",
        "hint_ar": "اكتب `*x,`",
        "explain_en": "`*rest` takes what the other targets leave: `first, *rest = xs`.",
        "explain_ar": "تأخذ `*rest` ما تتركه الأهداف الأخرى: `first, *rest = xs`.",
    },
    "B239": {
        "en": "there is more than one starred target",
        "ar": "أكثر من هدف واحد بنجمة",
        "explain_en": "Only one target can take what the others leave.",
        "explain_ar": "لا يأخذ ما تتركه الأهداف الأخرى إلا هدف واحد.",
    },
    "B240": {
        "en": "`{0}` can't be changed by an operator with `=`",
        "ar": "لا يصح تعديل `{0}` بمعامل مع `=`",
        "explain_en": "Left of `+=` and its like stands one name, attribute or subscript.",
        "explain_ar": "على يسار `+=` وأمثالها اسم أو خاصية أو عنصر بفهرس واحد.",
    },
    "B241": {
        "en": "`{0}` can't have an annotation",
        "ar": "لا يصح وصف نوع `{0}`",
        "explain_en": (
            "A type stands behind one name, attribute or subscript: `x: int = 3`. Where no "
            "type was meant, a colon has come in by mistake, or the word that begins a block "
            "is missing."
        ),
        "explain_ar": (
            "يأتي النوع بعد اسم أو خاصية أو عنصر بفهرس: `x: عدد_صحيح = 3`. وإن لم يُقصد نوع "
            "فالنقطتان زائدتان، أو تنقص الكلمة التي تبدأ الكتلة."
        ),
    },
    "B242": {
        "en": "bytes and text can't be joined",
        "ar": "لا تُضم البايتات إلى النصوص",
        "explain_en": (
            'Strings that stand side by side become one; they must be all bytes (`b"…"`) or '
            "all text."
        ),
        "explain_ar": (
            'النصوص المتجاورة تصير نصًا واحدًا، ويجب أن تكون كلها بايتات (`b"…"`) أو كلها نصوصًا.'
        ),
    },
    "B243": {
        "en": "`*` can't stand before `for` in a comprehension",
        "ar": "لا تصح `*` قبل `لكل` في التعبير الشامل",
        "hint_en": "use two `for`s",
        "hint_ar": "استعمل `لكل` مرتين",
        "explain_en": "To join iterables write `[x for xs in xss for x in xs]`.",
        "explain_ar": "لضم المتتابعات اكتب `[x لكل xs في xss لكل x في xs]`.",
    },
    "B244": {
        "en": "`**` can't stand before `for` in a comprehension",
        "ar": "لا تصح `**` قبل `لكل` في التعبير الشامل",
        "explain_en": "To join dicts write `{k: v for d in ds for k, v in d.items()}`.",
        "explain_ar": "لضم القواميس اكتب `{k: v لكل d في ds لكل k، v في d.items()}`.",
    },
    "B245": {
        "en": "a constant needs a name and a value",
        "ar": "يحتاج الثابت إلى اسم وقيمة",
        "hint_en": "write `const N = 3`",
        "hint_ar": "اكتب `ثابت N = 3`",
        "explain_en": (
            "`const` (or `final`) gives names a value that the rest of their scope can't "
            "change. Attributes and subscripts can't be constants."
        ),
        "explain_ar": (
            "تعطي `ثابت` (أو `نهائي`) الأسماء قيمة لا تتغير في نطاقها. ولا تكون الخصائص ولا "
            "العناصر ثوابت."
        ),
    },
    "B246": {
        "en": "an enum consists of names, with or without values, and methods",
        "ar": "يتكون التعداد من أسماء، بقيم أو من دونها، ومن دوال",
        "explain_en": (
            '    enum Color { RED, GREEN, BLUE }\n    enum Answer { YES = "y", NO = "n" }'
        ),
        "explain_ar": (
            '    تعداد لون { أحمر، أخضر، أزرق }\n    تعداد جواب { نعم = "ن"، كلا = "ك" }'
        ),
    },
    "B248": {
        "en": "the dot that ends the clause is missing",
        "ar": "تنقص النقطة التي تنهي العبارة المنطقية",
        "explain_en": (
            'A fact or rule without the word `fact` or `rule` ends with a dot: `parent("a", '
            '"b").` In a body goals are joined by commas.'
        ),
        "explain_ar": (
            "الحقيقة أو القاعدة التي لا تبدأ بكلمة `حقيقة` أو `قاعدة` تنتهي بنقطة. وتصل "
            "الفواصل بين الأهداف في متن القاعدة."
        ),
    },
    "B249": {
        "en": "only a predicate can be the head of a fact or rule",
        "ar": "لا يصح رأسًا لحقيقة أو قاعدة إلا محمول",
        "explain_en": (
            "The head is a name, or a name with arguments: `sunny`, `parent(?X, ?Y)`; no "
            "number, variable, list or comparison."
        ),
        "explain_ar": (
            "الرأس اسم، أو اسم بمعطيات: `مشمس` و`والد(?X، ?Y)`، وليس عددًا ولا متغيرًا ولا "
            "قائمة ولا مقارنة."
        ),
    },
    "B250": {
        "en": "the block is missing here",
        "ar": "تنقص الكتلة هنا",
        "hint_en": "open it with `{{`; a block with nothing to do is `{{ }}`",
        "hint_ar": "افتحها بعلامة `{{`، والكتلة الفارغة `{{ }}`",
        "explain_en": (
            "The head of an `if`, a loop, a function or a class is followed by a block in "
            "braces, on the same line or the next."
        ),
        "explain_ar": (
            "بعد رأس `إذا` أو الحلقة أو الدالة أو الصنف كتلة بين قوسين معقوفين، في السطر نفسه "
            "أو في الذي يليه."
        ),
    },
    "B251": {
        "en": "`{0}` can't stand behind a colon on its line",
        "ar": "لا تصح `{0}` بعد النقطتين في السطر نفسه",
        "hint_en": "use braces: `{{ … }}`",
        "hint_ar": "استعمل القوسين: `{{ … }}`",
        "explain_en": (
            "Behind a colon only simple statements may stand on the same line; a statement "
            "with a block of its own needs braces around it."
        ),
        "explain_ar": (
            "لا يأتي بعد النقطتين في السطر نفسه إلا جملة بسيطة، أما الجملة ذات الكتلة فتحتاج "
            "إلى قوسين حولها."
        ),
    },
    "B253": {
        "en": "a declaration names predicates with their number of arguments",
        "ar": "يذكر التصريح المحمولات وعدد معطياتها",
        "hint_en": "write `dynamic p/2.`",
        "hint_ar": "اكتب `dynamic p/2.`",
        "explain_en": (
            "`dynamic p/2.` says that p may have no clauses, `table p/2.` that its answers are "
            "kept in a table. Several are separated by commas."
        ),
        "explain_ar": (
            "تعني `dynamic p/2.` أن p قد يخلو من العبارات، وتعني `جدول p/2.` أن أجوبته تُحفظ "
            "في جدول. وتفصل الفواصل بينها."
        ),
    },
    "B254": {
        "en": "`{0}` can't stand here",
        "ar": "لا يصح `{0}` هنا",
        "explain_en": (
            "Facts, rules and queries stand at module level, in functions and in blocks, but "
            "not directly in a class; `hybrid` stands at module level or in another hybrid "
            "block."
        ),
        "explain_ar": (
            "تأتي الحقائق والقواعد والاستعلامات في مستوى الوحدة وفي الدوال والكتل، لا في الصنف "
            "مباشرة. وتأتي `هجين` في مستوى الوحدة أو في كتلة هجين أخرى."
        ),
    },
    "B256": {
        "en": "`except` and `except*` can't be mixed",
        "ar": "لا يجتمع `استثن` و`استثن*`",
        "explain_en": (
            "A `try` either catches single exceptions or the parts of exception groups."
        ),
        "explain_ar": "تلتقط `حاول` إما استثناءات مفردة وإما أجزاء مجموعات الاستثناءات.",
    },
    "B257": {
        "en": "a conditional expression needs `else`",
        "ar": "يحتاج التعبير الشرطي إلى `وإلا`",
        "explain_en": (
            "`a if test else b` has a value in both cases. For a statement that may do nothing "
            "write `if test { … }`."
        ),
        "explain_ar": (
            "للتعبير `a إذا test وإلا b` قيمة في الحالين. ولجملة قد لا تفعل شيئًا اكتب `إذا "
            "test { … }`."
        ),
    },
    "B258": {
        "en": "an `except` that catches everything must be the last",
        "ar": "يجب أن يكون `استثن` الذي يلتقط كل شيء هو الأخير",
        "explain_en": "A bare `except` leaves nothing for those behind it.",
        "explain_ar": "`استثن` المجردة لا تترك شيئًا لما بعدها.",
    },
    "B260": {
        "en": "the path of an import needs a name",
        "ar": "يحتاج المسار المستورد إلى اسم",
        "hint_en": 'write `import "…" as name`',
        "hint_ar": 'اكتب `استورد "…" كـ name`',
        "explain_en": (
            "Without `as` the name of the file, without its ending, is the name of the module; "
            "here it is no identifier, or the path is no plain text."
        ),
        "explain_ar": (
            "من دون `كـ` يكون اسم الملف بلا لاحقته اسمًا للوحدة، وهو هنا لا يصح اسمًا، أو ليس "
            "المسار نصًا عاديًا."
        ),
    },
    "B261": {
        "en": "several exceptions need parentheses",
        "ar": "تحتاج الاستثناءات المتعددة إلى قوسين",
        "hint_en": "write `except (A, B)`",
        "hint_ar": "اكتب `استثن (A، B)`",
        "explain_en": "`except (A, B) as e { … }` catches both kinds.",
        "explain_ar": "يلتقط `استثن (A، B) كـ e { … }` النوعين.",
    },
    "B263": {
        "en": "`case` or `default` is missing here",
        "ar": "تنقص `حالة` أو `افتراضي` هنا",
        "explain_en": (
            "The block of a `match` holds nothing but cases:\n"
            "    match x {\n"
            '        case 1 { print("one") }\n'
            '        default { print("many") }\n'
            "    }"
        ),
        "explain_ar": (
            "لا تحوي كتلة `طابق` إلا حالات:\n"
            "    طابق x {\n"
            '        حالة 1 { اطبع("واحد") }\n'
            '        افتراضي { اطبع("كثير") }\n'
            "    }"
        ),
    },
    "B265": {
        "en": "`{0}` is no operator here; there is `{1}`",
        "ar": "ليس `{0}` معاملًا هنا، وإنما `{1}`",
        "explain_en": (
            "Bayan writes `and`, `or`, `not` with words, and has `x += 1` where other "
            "languages have `x++`."
        ),
        "explain_ar": (
            "تُكتب في بيان `و` و`أو` و`ليس` بالكلمات، ويُكتب `x += 1` حيث تكتب لغات أخرى `x++`."
        ),
    },
    "B266": {
        "en": "`{0}` is no word of the language",
        "ar": "ليست `{0}` من كلمات اللغة",
        "hint_en": "did you mean `{1}`?",
        "hint_ar": "هل تقصد `{1}`؟",
        "explain_en": (
            "What stands here looks like a statement that begins with a word of the language, "
            "misspelled or taken from another language:\n"
            "    function f() { }       def f() { }\n"
            "    switch x { }           match x { }\n"
            "    unless ready { }       if not ready { }\n"
            "    let x = 5              x = 5"
        ),
        "explain_ar": (
            "يبدو ما هنا جملة تبدأ بكلمة من كلمات اللغة كُتبت خطأ أو أُخذت من لغة أخرى:\n"
            "    وظيفة f() { }          دالة f() { }\n"
            "    بدل x { }              طابق x { }\n"
            "    ارم خطأ_قيمة()         ارفع خطأ_قيمة()\n"
            "    متغير x = 5            x = 5"
        ),
    },
    "B267": {
        "en": "an import from `__future__` stands at the beginning of the file",
        "ar": "يكون الاستيراد من `__future__` في أول الملف",
        "hint_en": "only the docstring may stand before it",
        "hint_ar": "لا يسبقه إلا نص توثيق الملف",
        "explain_en": (
            "It changes how all of the file is read: after `from __future__ import annotations` "
            "annotations are kept as texts and not evaluated. So it stands before all other "
            "statements, as in Python."
        ),
        "explain_ar": (
            "يغير هذا الاستيراد قراءة الملف كله: بعد `من __future__ استورد annotations` تُحفظ "
            "التوصيفات نصوصًا ولا تُحسب قيمها. لذلك يسبق كل جملة أخرى، كما في بايثون."
        ),
    },
    "B405": {
        "en": "`{0}` is a variable here, for it begins with a capital",
        "ar": "`{0}` متغير هنا، لأنه يبدأ بحرف كبير",
        "hint_en": "write it in quotes if it is meant as a value",
        "hint_ar": "ضعه بين علامتي تنصيص إن قُصدت به قيمة",
        "explain_en": (
            "In clauses a name that begins with a Latin capital is a variable, as in Prolog; a "
            "fact with a variable holds for all values. `likes(mary, Wine).` says that mary "
            "likes everything."
        ),
        "explain_ar": (
            "في العبارات المنطقية كل اسم يبدأ بحرف لاتيني كبير متغير، كما في برولوغ، والحقيقة "
            "ذات المتغير صحيحة لكل القيم."
        ),
    },
}
