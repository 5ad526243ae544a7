"""The catalog of messages: a code, and for it the sentences in both languages.

Groups: B1xx the text and the lexer, B2xx syntax, B3xx names and scopes, B4xx warnings.

Each entry has `en` and `ar`, the sentence, in which `{0}`, `{1}` … stand for the diagnostic's
arguments; where it helps `hint_en` and `hint_ar`, what to do, with the same arguments; and
`explain_en` and `explain_ar`, for `bayan explain CODE`, taken as they are: paragraphs, wrapped when
shown, and indented lines, which are not. Loaded only when something is shown.
"""

from __future__ import annotations

from .messages_names import NAME_MESSAGES
from .messages_syntax import SYNTAX_MESSAGES

MESSAGES: dict[str, dict[str, str]] = {
    # The text and the lexer
    "B101": {
        "en": "unexpected character {0!r} ({1})",
        "ar": "محرف غير متوقع {0!r} ({1})",
        "hint_en": "remove it, or put it into a string",
        "hint_ar": "احذفه، أو ضعه داخل نص",
        "explain_en": (
            "Outside strings and comments a program consists of names, numbers, strings and "
            "signs. Names are made of letters, digits, marks and `_`, in any script. Emoji, "
            "typographic quotation marks, no-break spaces and other invisible characters are "
            "not among them; they often come along when text is copied from a page or a word "
            "processor."
        ),
        "explain_ar": (
            "خارج النصوص والتعليقات يتكون البرنامج من أسماء وأعداد ونصوص وعلامات. تتكون "
            "الأسماء من حروف وأرقام وحركات و`_` بأي كتابة. أما الرموز التعبيرية وعلامات "
            "التنصيص الطباعية والمسافات غير الفاصلة والمحارف غير المرئية فليست منها، وكثيرًا "
            "ما تأتي مع نص منسوخ من صفحة أو من محرر مستندات."
        ),
    },
    "B102": {
        "en": "the file is not UTF-8: byte {0} at offset {1}",
        "ar": "الملف ليس بترميز UTF-8: البايت {0} عند الموضع {1}",
        "hint_en": "save the file as UTF-8 in your editor",
        "hint_ar": "احفظ الملف بترميز UTF-8 من محررك",
        "explain_en": (
            "Programs are files of UTF-8, with or without a byte order mark. A file in "
            "another encoding, such as Windows-1256, must be converted first:\n"
            "    iconv -f WINDOWS-1256 -t UTF-8 old.bayan > new.bayan"
        ),
        "explain_ar": (
            "البرامج ملفات بترميز UTF-8، بعلامة ترتيب البايتات أو من دونها. أما الملف بترميز "
            "آخر، مثل Windows-1256، فيجب تحويله أولًا:\n"
            "    iconv -f WINDOWS-1256 -t UTF-8 old.bayan > new.bayan"
        ),
    },
    "B103": {
        "en": "the text contains a NUL character",
        "ar": "يحوي النص المحرف الصفري NUL",
        "hint_en": "is this a program, and is it saved as UTF-8?",
        "hint_ar": "هل هذا برنامج، وهل حُفظ بترميز UTF-8؟",
        "explain_en": (
            "No program contains the character U+0000. Where it turns up, the file is a "
            "binary one, or was saved as UTF-16."
        ),
        "explain_ar": (
            "لا يحوي أي برنامج المحرف U+0000. فإن ظهر فالملف ثنائي، أو حُفظ بترميز UTF-16."
        ),
    },
    "B104": {
        "en": "a control of text direction ({0}) in code",
        "ar": "محرف تحكم باتجاه النص ({0}) داخل الشيفرة",
        "hint_en": "remove it; a right-to-left mark (U+200F) between words is allowed",
        "hint_ar": "احذفه؛ أما علامة اليمين إلى اليسار (U+200F) بين الكلمات فمسموحة",
        "explain_en": (
            "Embeddings, overrides and isolates (U+202A-202E, U+2066-2069) make code look "
            "different from what it does, so they may not stand in code and names. The marks "
            "LRM, RLM and ALM (U+200E, U+200F, U+061C) count as white space between tokens."
        ),
        "explain_ar": (
            "محارف التضمين والتجاوز والعزل (U+202A-202E وU+2066-2069) تُظهر الشيفرة على غير "
            "ما تفعله، فلا يجوز أن تقع في الشيفرة والأسماء. أما العلامات LRM وRLM وALM "
            "(U+200E وU+200F وU+061C) فتعد فراغًا بين الكلمات."
        ),
    },
    "B105": {
        "en": "a control of text direction ({0}) is not balanced on its line",
        "ar": "محرف تحكم باتجاه النص ({0}) غير متوازن في سطره",
        "hint_en": "close it on the same line, or write it as an escape such as \\u2067",
        "hint_ar": "أغلقه في السطر نفسه، أو اكتبه هروبًا مثل \\u2067",
        "explain_en": (
            "In strings and comments an embedding, override or isolate must be closed, by "
            "U+202C or U+2069, on its own line and within the same string or comment. "
            "Otherwise it would change how the code behind it is shown."
        ),
        "explain_ar": (
            "في النصوص والتعليقات يجب إغلاق كل تضمين أو تجاوز أو عزل، بالمحرف U+202C أو "
            "U+2069، في السطر نفسه وداخل النص أو التعليق نفسه، وإلا غيّر طريقة عرض الشيفرة "
            "التي بعده."
        ),
    },
    "B106": {
        "en": "this string is never closed",
        "ar": "هذا النص لم يُغلق",
        "hint_en": "write the same quotation mark where it ends",
        "hint_ar": "اكتب علامة التنصيص نفسها حيث ينتهي",
        "explain_en": (
            "A string goes on to the quotation mark that it began with, also over several "
            "lines. Here the file ends first. Within a string write the mark itself with a "
            'backslash: \\".'
        ),
        "explain_ar": (
            "يمتد النص إلى علامة التنصيص التي بدأ بها، ولو على عدة أسطر، وهنا انتهى الملف "
            'قبلها. ولكتابة العلامة نفسها داخل النص ضع قبلها شرطة مائلة عكسية: \\".'
        ),
    },
    "B107": {
        "en": "this string is never closed",
        "ar": "هذا النص لم يُغلق",
        "hint_en": (
            "the string that begins on line {0} spans lines: perhaps its closing mark is missing"
        ),
        "hint_ar": "النص الذي يبدأ في السطر {0} يمتد على عدة أسطر: لعل علامة إغلاقه ناقصة",
        "explain_en": (
            "A plain string may span lines. So where a closing quotation mark is missing, "
            "the string goes on to the next mark in the file, and from there on all strings "
            "are turned inside out. Look at the first string that spans lines without being "
            "meant to."
        ),
        "explain_ar": (
            "يجوز أن يمتد النص على عدة أسطر. فإذا نقصت علامة إغلاق امتد النص إلى العلامة "
            "التالية في الملف، وانقلبت كل النصوص بعدها. انظر إلى أول نص يمتد على أسطر من غير "
            "قصد."
        ),
    },
    "B108": {
        "en": "this comment is never closed",
        "ar": "هذا التعليق لم يُغلق",
        "hint_en": "write */ where it ends",
        "hint_ar": "اكتب */ حيث ينتهي",
        "explain_en": (
            "A comment that begins with /* goes on to the next */. Such comments do not "
            "nest. A comment to the end of the line begins with #, or with // as the first "
            "thing on its line."
        ),
        "explain_ar": (
            "التعليق الذي يبدأ بـ /* يمتد إلى أول */ بعده، ولا تتداخل هذه التعليقات. أما "
            "التعليق إلى نهاية السطر فيبدأ بـ #، أو بـ // إن كانت أول ما في السطر."
        ),
    },
    "B109": {
        "en": "only the end of the line may follow this backslash",
        "ar": "لا يتبع هذه الشرطة المائلة العكسية إلا نهاية السطر",
        "hint_en": "remove what follows on the line, comments too, or remove the backslash",
        "hint_ar": "احذف ما بعدها في السطر، حتى التعليق، أو احذفها",
        "explain_en": (
            "Outside strings a backslash joins a line with the next, and must be its last "
            "character. In logic, \\+, \\= and \\== are signs of their own."
        ),
        "explain_ar": (
            "خارج النصوص تصل الشرطة المائلة العكسية السطر بالذي يليه، ويجب أن تكون آخر ما "
            "فيه. وفي المنطق تعد \\+ و\\= و\\== علامات قائمة بنفسها."
        ),
    },
    "B110": {
        "en": "the file ends after a backslash",
        "ar": "ينتهي الملف بعد شرطة مائلة عكسية",
        "hint_en": "remove the backslash, or write the line that it announces",
        "hint_ar": "احذفها، أو اكتب السطر الذي تعلن عنه",
        "explain_en": (
            "A backslash at the end of a line joins it with the next line; here there is none."
        ),
        "explain_ar": "الشرطة المائلة العكسية في آخر السطر تصله بما يليه، وليس بعده هنا سطر.",
    },
    "B111": {
        "en": "a question mark without a name behind it",
        "ar": "علامة استفهام لا اسم بعدها",
        "hint_en": "a logic variable is written ?X or ؟س, without a space",
        "hint_ar": "يكتب متغير المنطق ?X أو ؟س من غير فراغ",
        "explain_en": (
            "The question mark begins a logic variable (?X), or is part of one of the signs "
            "??, ?., ?[ and ?-. A choice between two values is written `a if condition else "
            "b`."
        ),
        "explain_ar": (
            "علامة الاستفهام تبدأ متغير منطق (?X)، أو تكون جزءًا من إحدى العلامات ?? و?. و?[ "
            "و?-. أما الاختيار بين قيمتين فيكتب `أ إذا شرط وإلا ب`."
        ),
    },
    "B112": {
        "en": "digits of different scripts in one number: {0}",
        "ar": "أرقام من كتابات مختلفة في عدد واحد: {0}",
        "hint_en": "write all its digits as 0-9, or as ٠-٩, or as ۰-۹",
        "hint_ar": "اكتب أرقامه كلها 0-9 أو ٠-٩ أو ۰-۹",
        "explain_en": (
            "A number is written in the digits 0-9, or ٠-٩, or ۰-۹, and keeps to one of "
            "these scripts. Mixed digits are nearly always a slip, and hard to see: ٥ and ۵ "
            "are the same digit."
        ),
        "explain_ar": (
            "يكتب العدد بالأرقام 0-9 أو ٠-٩ أو ۰-۹، ويلتزم كتابة واحدة منها. والخلط بينها "
            "سهو في الغالب، وتصعب رؤيته: ٥ و۵ رقم واحد."
        ),
    },
    "B113": {
        "en": "a whole number can't begin with zeros",
        "ar": "لا يبدأ العدد الصحيح بأصفار",
        "hint_en": "write {0}, or 0o{0} for an octal number",
        "hint_ar": "اكتب {0}، أو 0o{0} لعدد ثماني",
        "explain_en": (
            "In some languages 010 is eight, in others ten. So, as in Python, leading zeros "
            "are an error: 10 is ten and 0o10 is eight."
        ),
        "explain_ar": (
            "العدد 010 ثمانية في بعض اللغات وعشرة في غيرها، فالأصفار في أوله خطأ كما في "
            "بايثون: فالعدد 10 عشرة، و0o10 ثمانية."
        ),
    },
    "B114": {
        "en": "invalid number: {0}",
        "ar": "عدد غير صالح: {0}",
        "hint_en": "a name can't begin with a digit, and a single _ may stand between two digits",
        "hint_ar": "لا يبدأ الاسم برقم، ولا يقع بين رقمين إلا _ واحدة",
        "explain_en": (
            "Numbers are Python's: 12, 1_000, 3.14, 1e-5, 2j, 0xff, 0o17, 0b101. Letters "
            "can't follow directly, and `_` stands only between digits, one at a time."
        ),
        "explain_ar": (
            "الأعداد هي أعداد بايثون: 12 و1_000 و3.14 و1e-5 و2j و0xff و0o17 و0b101. لا "
            "تتبعها الحروف مباشرة، ولا تقع `_` إلا بين رقمين، واحدة في كل مرة. والفاصلة "
            "العشرية ٫ والفاصل ٬."
        ),
    },
    "B115": {
        "en": "the digit {0} does not exist in base {1}",
        "ar": "لا يوجد الرقم {0} في الأساس {1}",
        "explain_en": (
            "After 0b only 0 and 1 may stand, after 0o the digits 0 to 7, after 0x also a to f."
        ),
        "explain_ar": "لا يقع بعد 0b إلا 0 و1، وبعد 0o الأرقام 0 إلى 7، وبعد 0x كذلك a إلى f.",
    },
    "B116": {
        "en": "this number has {0} digits, more than are converted to an int",
        "ar": "في هذا العدد {0} رقمًا، وهي أكثر مما يحوَّل إلى عدد صحيح",
        "hint_en": "write it in hexadecimal, which has no such limit, or compute it",
        "hint_ar": "اكتبه بالنظام الست عشري فلا حد فيه، أو احسبه",
        "explain_en": (
            "Converting decimal digits takes time that grows with the square of their "
            "number, so Python sets a limit: 4300 digits, if not changed "
            "(sys.set_int_max_str_digits)."
        ),
        "explain_ar": (
            "يحتاج تحويل الأرقام العشرية زمنًا يكبر مع مربع عددها، فتضع بايثون حدًّا: 4300 "
            "رقم ما لم يغيَّر (sys.set_int_max_str_digits)."
        ),
    },
    "B117": {
        "en": "incomplete or impossible escape {0}",
        "ar": "هروب ناقص أو مستحيل {0}",
        "hint_en": (
            "\\x takes 2 hexadecimal digits, \\u 4, \\U 8 up to 0010ffff, \\N a name in braces"
        ),
        "hint_ar": (
            "بعد \\x رقمان ست عشريان، وبعد \\u أربعة، وبعد \\U ثمانية حتى 0010ffff، وبعد \\N "
            "اسم بين معقوفين"
        ),
        "explain_en": (
            "In a string a backslash begins an escape. For a backslash itself write \\\\, or "
            'make the string a raw one: r"C:\\users".'
        ),
        "explain_ar": (
            "تبدأ الشرطة المائلة العكسية هروبًا داخل النص. ولكتابتها نفسها اكتب \\\\، أو "
            'اجعل النص خامًا: r"C:\\users".'
        ),
    },
    "B118": {
        "en": "there is no character called {0!r}",
        "ar": "لا يوجد محرف اسمه {0!r}",
        "explain_en": (
            "\\N{...} takes the name that Unicode gives to a character, as in \\N{ARABIC "
            "LETTER BEH}."
        ),
        "explain_ar": "يأخذ \\N{...} الاسم الذي يعطيه يونيكود للمحرف، مثل \\N{ARABIC LETTER BEH}.",
    },
    "B119": {
        "en": "bytes can only hold ASCII characters as such, not {0!r}",
        "ar": "لا تحوي البايتات إلا محارف ASCII، لا {0!r}",
        "hint_en": 'use escapes such as \\xd8, or encode a string: "…".encode()',
        "hint_ar": 'استعمل هروبًا مثل \\xd8، أو رمّز نصًّا: "…".encode()',
        "explain_en": (
            'b"…" stands for bytes, and only ASCII characters stand for one byte each, '
            "whatever the encoding. Other text must say how it becomes bytes."
        ),
        "explain_ar": (
            'تمثل b"…" بايتات، ومحارف ASCII وحدها يقابل كل منها بايتًا واحدًا في كل ترميز. '
            "وغيرها من النصوص يجب أن يحدد كيف يصير بايتات."
        ),
    },
    "B120": {
        "en": "a field of an f-string needs an expression",
        "ar": "حقل النص المنسق يحتاج إلى عبارة",
        "hint_en": "write braces that belong to the text twice: {{{{ and }}}}",
        "hint_ar": "المعقوفان من النص نفسه يكتبان مرتين: {{{{ و}}}}",
        "explain_en": (
            'In f"…" what stands in braces is code, and its value goes into the text: f"{x} + {y}".'
        ),
        "explain_ar": 'في f"…" ما بين المعقوفين شيفرة، وتدخل قيمتها في النص: f"{x} + {y}".',
    },
    "B121": {
        "en": "this field of an f-string is not closed",
        "ar": "هذا الحقل من النص المنسق لم يُغلق",
        "hint_en": "write }} where its expression ends, or {{{{ for a brace of the text",
        "hint_ar": "اكتب }} حيث تنتهي عبارته، أو {{{{ لمعقوف من النص",
        "explain_en": (
            "A field goes from { to }: {expression}, {expression!r}, {expression:format}, or "
            "{expression=}, which shows the expression itself too."
        ),
        "explain_ar": (
            "يمتد الحقل من { إلى }: {عبارة} أو {عبارة!r} أو {عبارة:تنسيق} أو {عبارة=} التي "
            "تظهر العبارة نفسها كذلك."
        ),
    },
    "B122": {
        "en": "a single }} in an f-string",
        "ar": "معقوف مفرد }} في نص منسق",
        "hint_en": "write }}}} for a brace of the text",
        "hint_ar": "اكتب }}}} لمعقوف من النص",
        "explain_en": (
            'In f"…" braces enclose fields; those that belong to the text are written twice.'
        ),
        "explain_ar": 'في f"…" يحيط المعقوفان بالحقول، وما كان منهما من النص يكتب مرتين.',
    },
    "B123": {
        "en": "invalid conversion {0!r} in an f-string",
        "ar": "تحويل غير صالح {0!r} في نص منسق",
        "hint_en": "use !r, !s or !a, without a space behind the mark",
        "hint_ar": "استعمل !r أو !s أو !a من غير فراغ بعد العلامة",
        "explain_en": (
            "After the expression, !s converts with str, !r with repr and !a with ascii "
            "before the value is formatted. `!=` compares: put such an expression into "
            "parentheses."
        ),
        "explain_ar": (
            "بعد العبارة يحوّل !s بالدالة str و!r بالدالة repr و!a بالدالة ascii قبل تنسيق "
            "القيمة. أما `!=` فمقارنة: ضع مثل هذه العبارة بين قوسين."
        ),
    },
    "B124": {
        "en": "f-strings stand in one another more than {0} deep",
        "ar": "تداخلت النصوص المنسقة أكثر من {0} مرة",
        "hint_en": "give the inner ones names",
        "hint_ar": "أعط الداخلية منها أسماء",
        "explain_en": (
            "Fields of f-strings may hold f-strings, to a limit that no program written by "
            "hand meets."
        ),
        "explain_ar": (
            "يجوز أن تحوي حقول النصوص المنسقة نصوصًا منسقة، إلى حد لا يبلغه برنامج كتب باليد."
        ),
    },
    "B130": {
        "en": "there is no such file",
        "ar": "لا يوجد ملف بهذا الاسم",
        "hint_en": "check the path; it is taken from the folder that you are in",
        "hint_ar": "تحقق من المسار؛ فهو يبدأ من المجلد الحالي",
        "explain_en": "The program to run or check could not be found under the path given.",
        "explain_ar": "لم يوجد البرنامج المطلوب في المسار المعطى.",
    },
    "B131": {
        "en": "this is a folder and not a file",
        "ar": "هذا مجلد وليس ملفًّا",
        "hint_en": "name a file in it, such as main.bayan",
        "hint_ar": "سمّ ملفًّا فيه، مثل main.bayan",
        "explain_en": "A program is one file; what it imports is found from there.",
        "explain_ar": "البرنامج ملف واحد، ومنه يوجد ما يستورده.",
    },
    "B132": {
        "en": "this file may not be read",
        "ar": "لا يسمح بقراءة هذا الملف",
        "hint_en": "change its permissions: chmod u+r FILE",
        "hint_ar": "غيّر أذوناته: chmod u+r FILE",
        "explain_en": "The system does not permit this user to read the file.",
        "explain_ar": "لا يسمح النظام لهذا المستخدم بقراءة الملف.",
    },
    "B133": {
        "en": "this file can't be read: {0}",
        "ar": "تتعذر قراءة هذا الملف: {0}",
        "explain_en": "The system gave the reason shown when the file was opened or read.",
        "explain_ar": "أعطى النظام السبب المذكور عند فتح الملف أو قراءته.",
    },
    # Warnings
    "B401": {
        "en": "Arabic and Latin letters in one word: {0}",
        "ar": "حروف عربية ولاتينية في كلمة واحدة: {0}",
        "hint_en": "join the parts with _ if that is meant",
        "hint_ar": "صِل بين الجزأين بـ _ إن كان ذلك مقصودًا",
        "explain_en": (
            "A word of both scripts is shown in an order that is hard to read, and letters "
            "of one can hide among those of the other. Parts joined by `_` are fine: "
            "اسم_file."
        ),
        "explain_ar": (
            "الكلمة من الكتابتين تظهر بترتيب تصعب قراءته، وقد تختبئ حروف هذه بين حروف تلك. "
            "أما الأجزاء الموصولة بـ `_` فلا بأس بها: اسم_file."
        ),
    },
    "B402": {
        "en": "unknown escape {0}",
        "ar": "هروب غير معروف {0}",
        "hint_en": 'write \\\\ for a backslash, or make the string a raw one: r"…"',
        "hint_ar": 'اكتب \\\\ للشرطة المائلة العكسية، أو اجعل النص خامًا: r"…"',
        "explain_en": (
            "An escape that means nothing stays in the string as it is written, backslash "
            "included. Python will make this an error one day, so better say which of the "
            "two is meant."
        ),
        "explain_ar": (
            "الهروب الذي لا معنى له يبقى في النص كما كتب بشرطته. وستجعله بايثون خطأ يومًا "
            "ما، فالأولى بيان المقصود."
        ),
    },
    "B403": {
        "en": "the octal escape {0} is greater than \\377",
        "ar": "الهروب الثماني {0} أكبر من \\377",
        "hint_en": "use \\x.. or \\u....",
        "hint_ar": "استعمل \\x.. أو \\u....",
        "explain_en": "Octal escapes are meant for bytes, which end at \\377.",
        "explain_ar": "الهروب الثماني للبايتات، وآخرها \\377.",
    },
    "B404": {
        "en": "the word {0!r} follows a number without a space",
        "ar": "الكلمة {0!r} تتبع عددًا من غير فراغ",
        "hint_en": "put a space between them",
        "hint_ar": "ضع بينهما فراغًا",
        "explain_en": (
            "Python still takes `1if x else 2`, but warns, because it is easily misread."
        ),
        "explain_ar": "ما زالت بايثون تقبل `1if x else 2` مع تحذير، لأنه مما يساء فهمه.",
    },
    **SYNTAX_MESSAGES,
    **NAME_MESSAGES,
}

_LABELS = {
    "error": {"en": "error", "ar": "خطأ"},
    "warning": {"en": "warning", "ar": "تحذير"},
    "hint": {"en": "hint", "ar": "تلميح"},
}


def label(kind: str, language: str) -> str:
    """The word "error", "warning" or "hint"."""
    return _LABELS[kind][language]


def sentence(code: str, arguments: tuple[object, ...], language: str) -> str:
    """The message of a code."""
    return MESSAGES[code][language].format(*arguments)


def hint(code: str, arguments: tuple[object, ...], language: str) -> str:
    """What to do about it, or ""."""
    return MESSAGES[code].get(f"hint_{language}", "").format(*arguments)


def explanation(code: str, language: str) -> str | None:
    """The long explanation of a code, or None for a code that there is not."""
    from textwrap import fill

    entry = MESSAGES.get(code.upper())
    if entry is None:
        return None
    lines = entry[f"explain_{language}"].split("\n")
    return "\n".join(line if line.startswith(" ") else fill(line, 80) for line in lines)


def language_of(option: str | None) -> str:
    """The language of messages, "en" or "ar".

    Decided by the option, else by BAYAN_LANGUAGE, else by the locale's first variable that is set.
    """
    from os import environ

    variables = ("BAYAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    settings = (option, *(environ.get(variable) for variable in variables))
    chosen = next((setting for setting in settings if setting), "")
    return "ar" if chosen.casefold().startswith("ar") else "en"
