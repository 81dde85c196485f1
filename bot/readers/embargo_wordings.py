"""How a notice to editors is worded: the words that open one, in seven languages, and those that make it "at once"."""

from __future__ import annotations

import re

# Words that may stand before the notice proper, in any number: "Please note: the information in this release is …".
_OPENING_WORDS = """subject re fw fwd tr aw wg betreff objet asunto тема notice note please important attention achtung atención
    confidential vertraulich confidentiel confidentielle confidencial media news press pr the this these all any following enclosed attached
    above below in of and release releases copy material materials statement story report information text document documents advisory pack
    kit content contents paper article study research data figures findings results is are remains remain strictly presse pressemitteilung
    medienmitteilung mitteilung communiqué dossier informations de du ce cet cette est sont información informacion nota comunicado
    prensa esta este es está son diese dieser dieses es gilt eine ist noch пресс-релиз внимание материал информация документ
    данный этот эта مادة هذه
    to editors journalists reporters editoren redaktionen rédactions redacciones nb warning
    beachten bitte observe respect honour honor
    print web newspaper newspapers broadcast tv radio journal journals
    contenu contenus contenido contenidos inhalt inhalte texte texto étude studie estudio rapport bericht informe
    bulletin briefing dataset publication review analysis survey speech status veröffentlichung pre-release access"""
_WORD_OF_OPENING = "|".join(sorted(set(_OPENING_WORDS.split()), key=len, reverse=True))
# A sentence that speaks of its own text: "Transmission of any material in this release is embargoed until …".
_OF_ITSELF = (
    r"(?:please|bitte|veuillez|der\s+inhalt|die\s+inhalte|this|these|all|any|diese[rs]?|ces?|cette|estas?|estos?|transmission)\b"
    r"(?=[^.;:]{0,70}\b(?:releases?|materials?|information|contents?|paper|reports?|text|documents?|copy|story|bulletins?|briefings?|datasets?|publications?|speech|communiqué|dossier|"
    r"mitteilung|sperrfrist|comunicado|información|nota)\b)"
    r"(?:(?!\b(?:was|were|had|which|who|said|war|était|fue)\b)[^.;:\"“”«?]){0,70}?\s"
    r"(?=strictly|embargoed|under\s|sous\s|embargad|bajo\s|sperrfrist|gesperrt\s+bis|mit\s+sperrfrist|not\s+(?:for|to\s+be)\s)"
)
_OPENING_RUN = rf"(?:(?:{_WORD_OF_OPENING})\b[\s:!,.|<>=~*\[(【–—-]+){{0,12}}"
_OPENING = rf"{_OPENING_RUN}(?:{_OF_ITSELF}{_OPENING_RUN})?"
_THING = (
    r"(?:press|news|media)?\s*(?:releases?|copy|materials?|statement|story|report|information|text|document|advisory)"
)
_UNTIL = (
    r"(?:until|till?|to|against\s+(?:publication|release|use)(?:\s+(?:until|before))?|for(?:\s+(?:media|press|all|any|public)){0,2}(?:\s+(?:release|publication|use|broadcast)(?:\s+(?:until|till|on|at|after))?)?|before|"
    r"(?:will\s+|is\s+|to\s+be\s+)?(?:lift(?:s|ed)?|ends?|expires?)|"
    r"jusqu['’]?(?:au|à|a|en)?|levée?(?:\s+le)?|bis(?:\s+zum)?|endet(?:\s+am)?|hasta(?:\s+(?:el|las))?|le|am|on|at|до)\b"
)
# Sure of themselves: they say "embargo" of this very text even with nothing behind them.
_FIRM = (
    r"(?:under\s+(?:a\s+)?(?:strict\s+)?embargo|embargoed)|strict\s+embargo|sous\s+embargo(?:\s+strict)?|"
    r"embargad[oa]s?|bajo\s+embargo(?:\s+estricto)?|(?:unter|mit)\s+(?:embargo|sperrfrist)|sperr(?:frist|vermerk)(?:\s+beachten)?|sendesperrfrist|"
    r"hold\s+for\s+(?:release|arrival|publication)|hfr\b|held\s+for\s+release|под\s+эмбарго|(?:報道|情報|記事|公開)解禁(?:日時?|時間)?|解禁(?:日時?|時間)|"
    r"bis\s+auf\s+weiteres\s+gesperrt|(?:(?:يُ?حظر|محظور|ممنوع)\s+(?:(?:ال)?نشره?|(?=حتى|قبل)))"
)
_PUBLISHED = (
    r"(?:publication|publishing|broadcast(?:ing)?|release|released|use|used|online|print|transmission|distribution|circulation|"
    r"dissemination|quotation|"
    r"publish(?:ed)?|posting|posted|sharing|shared|reproduction|reproduced|reported|circulated|distributed|quoted|summari[sz]ed|disclosed)"
)
_OR_SO = rf"(?:[\s,/]+(?:or|and|nor|on|in|any|social|electronic|media|form|part|whole|full|the|this|its?|contents|{_PUBLISHED}))*"
_THIS_TEXT = (
    r"(?:the\s+)?(?:(?:contents?|information|materials?|findings|figures|data|results)\s+(?:of|in|contained\s+in)\s+)?"
    r"(?:this|these|the\s+(?:attached|enclosed|following))\s+(?:(?:press|news|media)\s+)?"
    r"(?:releases?|reports?|statements?|documents?|papers?|materials?|information|contents|text|findings|figures|data|results)"
)
_BANS = (
    rf"{_THIS_TEXT}\s+(?:must|may|should|shall|can)\s*not\s+be\s+{_PUBLISHED}{_OR_SO}\s+(?:before|until|prior\s+to)|"
    rf"(?:strictly\s+)?not\s+(?:for|to\s+be)\s+(?:any\s+)?{_PUBLISHED}{_OR_SO}(?:\s+(?P<en>before|until|prior\s+to))?|"
    rf"(?:please\s+)?do\s+not\s+(?:publish|release|broadcast|report|quote|circulate|disclose){_OR_SO}(?:\s+(?:before|until|prior\s+to))?|"
    r"(?:merci\s+de\s+|à\s+)?ne\s+pas\s+(?:publier|diffuser|divulguer|utiliser)(?:\s+(?:ces?|cette|les?|la)\s+[\w-]+)?(?:\s+avant(?:\s+le)?)?|"
    r"(?:publication|diffusion)\s+interdite(?:\s+avant(?:\s+le)?)?|"
    r"nicht\s+(?:zur|für\s+die)\s+(?:veröffentlichung|verwendung|verbreitung|sendung)(?:\s+(?:vor|bis)(?:\s+(?:dem|zum))?)?|"
    r"(?:veröffentlichung|verwendung|verbreitung|berichterstattung)\s+(?:nicht\s+vor|(?:erst|frühestens)\s+(?:ab|am|nach))(?:\s+dem)?|"
    r"nicht\s+veröffentlichen(?:\s+(?:vor|bis)(?:\s+(?:dem|zum))?)?|"
    r"no\s+(?:publicar|difundir|divulgar)(?:\s+(?:antes\s+del?|hasta)(?:\s+(?:el|las|la))?)?|"
    r"prohibida\s+(?:su|la)\s+(?:difusión|publicación|divulgación)(?:\s+(?:antes\s+del?|hasta)(?:\s+(?:el|las|la))?)?|"
    r"не\s+(?:для\s+публикации|публиковать|разглашать|подлежит\s+(?:публикации|разглашению|распространению))(?:\s+(?:до|ранее))?"
)
# "Embargo" alone may be one on trade; what follows has to show that it is this text's.
_LOOSE = (
    r"(?:levée\s+de\s+l['’]|fin\s+de\s+l['’]|(?:fin|levantamiento)\s+del\s+|ende\s+des\s+|the\s+)?embargo(?:\s+(?:for|on)\s+th(?:is|e)\s+(?:release|report|study|paper|story|news))?(?:\s+is)?|ende\s+der\s+sperrfrist|"
    r"эмбарго(?:\s+на\s+(?:публикацию|распространение))?|エンバーゴ|【?解禁】|解禁(?=\s*[:：\d])|حظر\s+(?:ال)?نشر(?=\s*(?:حتى|قبل|[:–—-]))"
)
# Said of much else too: only with a day and a time and nothing more.
_DATED = (
    r"(?:for\s+(?:release|publication|use|broadcast)|(?:please\s+)?hold\s+(?:(?:this|the)\s+)?(?:(?:story|news|copy|release|report|material)\s+)?until|"
    r"under\s+wraps\s+until|restricted\s+until|للنشر\s+(?:بعد|اعتبارا\s+من)|release\s+(?:until|time|on|at)|"
    r"(?:release|publication)(?:\s+date)?(?:\s*(?:and|&|/)\s*time)?(?=\s*:)|time\s+of\s+(?:release|publication)(?=\s*:))"
    r"(?:\s*:|(?:\s+only)?\s+(?:on\s+or\s+after|on|at|after|until|not\s+before))?|"
    r"frei(?:gegeben|gabe)?\s*(?:zur\s+(?:veröffentlichung|verwendung)\s+)?(?:ab|für|:)|gesperrt\s+bis(?:\s+zum)?|nicht\s+vor(?:\s+dem)?"
)
_LINK = rf"(?:\s*[:!–—-]+)?(?:\s*{_UNTIL})?(?:\s*:)?"
NOTICE = re.compile(
    rf"[\[(]?{_OPENING}(?P<marker>(?P<firm>{_FIRM})(?:\s+{_THING})?{_LINK}|(?P<loose>{_LOOSE})(?:\s+(?:time|date)\s*:?)?{_LINK}|"
    rf"(?P<ban>{_BANS})|(?P<dated>{_DATED}))"
    r"(?:(?<![\w-])|(?![\w-])|(?<=[\u3040-\u9fff]))\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
IMMEDIATE = re.compile(
    rf"{_OPENING}(?:(?:no\s+embargo\s*[-–—:|,]\s*)?(?P<no>not\s+)?(?:for\s+)?(?:immediate\s+(?:release|publication|use|distribution)|release\s*:?\s+immediate(?:ly)?|"
    r"immediate\s+press\s+release|(?:release|use)\s+(?:up)?on\s+receipt)\b|"
    r"(?:no embargo|embargo\s*:\s*(?:none|no|aucun|keines?|ninguno)|(?:not\s+(?:embargoed|under\s+(?:an?\s+)?embargo))|sans embargo|"
    r"keine\s+sperrfrist|sperrfrist\s*:\s*keine)\W*$|"
    r"pour\s+(?:diffusion|publication)\s+immédiate|(?:à diffuser|diffusion|publication)\s+immédiate(?:ment)?\b|"
    r"(?:frei\s+)?zur\s+sofortigen\s+(?:veröffentlichung|verwendung|freigabe)(?:\s+(?:frei(?:gegeben)?|bestimmt))?|"
    r"(?:sofort|ab sofort)\s+frei\b|ohne\s+sperrfrist|embargo\s*:\s*(?:none|no\s+embargo|aucun|ninguno|nein|keine?s?)\b|"
    r"(?:para\s+(?:su\s+)?)?(?:publicación|difusión|divulgación)\s+inmediata|"
    r"для\s+немедленной\s+публикации|即時(?:解禁|発表)|للنشر\s+الفوري)",
    re.IGNORECASE,
)
# The time first, and then what may not be done before it: "…9月24日15:00まで報道をお控えください", "Bis … gesperrt".
BEHIND = re.compile(
    rf"{_OPENING}(?:(?:本(?:リリース|資料|件|情報|文書)|この(?:資料|情報|リリース))(?:の内容)?(?:は|について(?:は)?)?\s*)?(?:"
    r"(?P<ja>.{4,60}?)\s*(?:まで|以前)(?:は|の)?、?\s*(?:報道|公表|公開|掲載|配信|放送|発表|報道公開)(?:を|は)?\s*"
    r"(?:(?:お控え|ご遠慮|控えて|差し控え|禁止|しないで|行わないで|厳禁).{0,20})?|"
    r"bis\s+(?:zum\s+)?(?P<de>.{4,80}?)\s+(?:gesperrt|(?:unter|mit)\s+(?:sperrfrist|embargo))|"
    r"hasta\s+(?:el\s+|las\s+)?(?P<es>.{4,80}?)[\s:,–-]+(?:embargad[oa]s?|bajo\s+embargo|no\s+(?:publicar|difundir))|"
    r"jusqu['’]au\s+(?P<fr>.{4,80}?)[\s:,–-]+(?:sous\s+embargo|ne\s+pas\s+(?:publier|diffuser))|"
    r"до\s+(?P<ru>.{4,80}?)[\s:,–—-]+(?:не\s+(?:публиковать|разглашать)|под\s+эмбарго)|"
    r"until\s+(?P<en>.{4,80}?)[\s:,–-]+(?:under\s+(?:strict\s+)?embargo|embargoed|not\s+for\s+publication|do\s+not\s+publish))\W*",
    re.IGNORECASE,
)
# A line may carry the kicker first: "Press release | EMBARGOED UNTIL …".
WITHIN = re.compile(
    rf"(?P<before>.{{2,80}}?)(?:\s+[|/–—•·-]+|(?P<stop>[:.!]))\s+(?P<line>(?:(?:strictly\s+)?(?:{_FIRM})|embargo\b\s*(?::|until|jusqu|hasta|bis)|"
    r"(?:not\s+)?for immediate release|"
    r"pour (?:diffusion|publication) immédiate|zur sofortigen).*)$",
    re.IGNORECASE,
)
# "Under embargo until" in languages that are not read: nobody can tell until when, but the text is one to hold.
FOREIGN = re.compile(
    rf"{_OPENING_RUN}(?:(?:sotto|onder|sob|sub|pod)\s+)?(?:embargo|embargad[oa]s?)\b[\s:,–—-]+"
    r"(?P<until>fino|sino|tot|até|ate|til|do|până|asti)\b(?=.*\d)",
    re.IGNORECASE,
)
# The words by which a speech is handed out before it is held; an embargo may follow them.
SPOKEN = re.compile(
    r"(?:(?:subject|betreff|objet|asunto)\s*:\s*)?(?:check against delivery|es gilt das gesprochene wort|"
    r"seul le prononcé fait foi|cotejar con el discurso)",
    re.IGNORECASE,
)
# Nothing but the word, behind what it speaks of.
FIRM_ALONE = rf"(?:strictly\s+)?(?:{_FIRM})"
# What may be a notice in the middle of a sentence; it is pointed out and left where it stands.
PERHAPS = re.compile(
    r"\b(?:embargoed|under (?:strict )?embargo)\b.{0,30}?\b(?:until|till)\b|\bembargo\s+(?:until|till|lifts?|ends?)\b|"
    r"\bsous embargo jusqu|\bsperrfrist (?:bis|endet)\b|"
    r"\bgesperrt bis\b|\bembargad[oa] hasta\b|\bbajo embargo hasta\b|\bнаходится под эмбарго\b|解禁(?:日時|は)|محظور النشر",
    re.IGNORECASE,
)
# A marker that says "until": whatever follows is when.
POINTS_ON = re.compile(
    r"(?:until|till?|before|after|prior to|lift(?:s|ed)?|ends?|expires?|jusqu['’]?(?:au|à|a|en)?|levée?|bis(?:\s+zum)?|endet|"
    r"hasta(?:\s+(?:el|las|la))?|"
    r"avant(?:\s+le)?|(?:vor|am|nach|erst\s+ab)(?:\s+dem)?|antes\s+del?(?:\s+(?:el|las|la))?|ab|до|ранее|解禁(?:日時?|時間)?】?|نشره?|[:!–—-])$",
    re.IGNORECASE,
)
# What offices hold a release for: a speech that begins, a press conference that ends.
_OCCASION = (
    r"(?:(?:the|der|des|le|la|el|del|du|de)\s+)?(?:beginning|start|end|close|opening|conclusion|rede|beginn|ende|début|fin|issue|ouverture|clôture|"
    r"inicio|comienzo|término|final|finalización|conclusión|cierre|начал[ао]|окончани[яе]|конца)\s(?:\S+\s){0,3}?(?:\S+['’])?"
    r"(?:speech|address|statement|press\s+conference|briefing|meeting|ceremony|session|announcement|trading|rede|pressekonferenz|sitzung|"
    r"veranstaltung|discours|allocution|conférence|séance|réunion|cérémonie|rueda|conferencia|discurso|acto|sesión|comparecencia|"
    r"intervención|reunión|выступления|пресс-конференции|заседания)\b|"
    r"(?:the\s+)?(?:market|markets)\s+(?:open|close)|redebeginn|börsenschluss"
)
_TO_BE_TOLD = r"(?:(?:date|time|date\s+and\s+time)\s+)?(?:to\s+be\s+(?:confirmed|announced|advised|decided)|tb[acd]\b)"
# It waits for something that no clock shows.
WAITS = re.compile(
    rf"{_OCCASION}|{_TO_BE_TOLD}|(?:when|once|as\s+soon\s+as|sobald|dès\s+que|lorsque|cuando)\s|"
    r"(?:up)?on\s+(?:delivery|arrival|authori[sz]ation|approval)|delivery\b|authori[sz]ed|further notice|nouvel ordre|nuevo aviso|weiteres",
    re.IGNORECASE,
)
# The text speaks of an embargo on trade: then a sentence on "the embargo" is no notice.
ON_TRADE = re.compile(
    r"\b(?:trade|arms|weapons|oil|gas|food|grain|fishing|timber|economic|\w+ial)\s+embargo|\bembargo(?:e?s)?\s+(?:on|against|sur|contre|auf|gegen|de|del|"
    r"contra|der)\s|\bэмбарго\s+на\s|(?:waffen|handels|öl)embargo",
    re.IGNORECASE,
)
