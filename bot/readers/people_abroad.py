"""Who speaks in Japanese and Arabic, where no capital letter shows a name: only what the sentence's own form settles."""

from __future__ import annotations

import re

Person = tuple[str, str | None]

# An office behind the name, as Japanese writes it: 山田花子館長.
_JA_OFFICES = (
    "事務局長|事務総長|理事長|副理事長|代表理事|代表取締役|取締役|最高経営責任者|副会長|会長|副社長|社長|館長|園長|校長|学長|総長|院長|所長|局長|部長|課長|室長|"
    "支部長|委員長|議長|知事|市長|町長|村長|大臣|長官|大使|教授|准教授|博士|研究員|弁護士|医師|報道官|広報官|広報担当|代表|主任"
)
_JA_NAME = r"[々\u30a0-\u30ff\u4e00-\u9fff]{1,8}(?:[ 　・=＝]?[々\u3040-\u30ff\u4e00-\u9fff]{1,8}){0,2}?"
_JA_SAYS = r"(?:述べ|語|話|コメント|説明|強調|訴え|指摘|付け加え|続け|呼びかけ)"
_JA_WHO = rf"(?P<body>(?:[^、。「」]{{1,40}}?の)?)(?P<name>{_JA_NAME})(?:[ 　]?(?P<office>{_JA_OFFICES})|氏|さん)"
_JA_BEHIND = re.compile(rf"^\s*と、?\s*{_JA_WHO}は、?{_JA_SAYS}[^。]{{0,12}}。?\s*$")
_JA_BEFORE = re.compile(
    rf"^(?:[^。]{{0,60}}、)?{_JA_WHO}は、?(?:次の(?:よう|とおり|通り)に)?\s*{_JA_SAYS}[^。]{{0,12}}[。:：]?\s*$"
)

_AR_SAID = r"و?(?:قالت?|أضافت?|صرّ?حت?|أكّ?دت?|أوضحت?|ذكرت?|علّ?قت?|شدّ?دت?|أعلنت?|أشارت?|لفتت?|تابعت?|يقول|تقول|تضيف|يضيف)"
_AR_WORD = r"[\u0621-\u064a\u064b-\u0652]+(?:-[\u0621-\u064a]+)?"
_AR_NAME = rf"(?:(?:الدكتورة?|د\.|السيدة?|الأستاذة?|البروفيسورة?)\s+)?{_AR_WORD}(?:\s+{_AR_WORD}){{1,3}}"
_AR_OFFICE = re.compile(
    r"^(?:ال)?(?:مديرة?|رئيسة?|وزيرة?|متحدثة?|ناطقة?|أمينة?|مسؤولة?|منسقة?|باحثة?|مستشارة?|نائبة?|عضوة?|سفيرة?|محافظة?|نقيبة?|خبيرة?|ناشطة?|إن|أن|هو|هي)\b"
)
_AR_WHO = rf"{_AR_SAID}\s+(?P<name>{_AR_NAME})(?:،\s*(?P<role>[^:.«»]{{3,120}}?))?"
_AR_BEHIND = re.compile(rf"^[،,.]?\s*(?:[—–-]\s*)?{_AR_WHO}\s*[.،]?\s*$")
_AR_BEFORE = re.compile(rf"^(?:[^.]{{0,200}}?[،.]\s+)?{_AR_WHO}،?\s*(?:في\s+بيان)?\s*:?\s*$")


def behind(words: str) -> Person | None:
    """(speaker, role) of words behind a quotation: 「…」と港湾財団の山田花子館長は述べた, «…»، قالت منى الحداد، مديرة الصندوق."""
    return _japanese(_JA_BEHIND.match(words)) or _arabic(_AR_BEHIND.match(words))


def before(words: str) -> Person | None:
    """The same of words that hand over to a quotation."""
    return _japanese(_JA_BEFORE.match(words)) or (
        _arabic(_AR_BEFORE.match(words)) if words.rstrip().endswith(":") else None
    )


def _japanese(match: re.Match[str] | None) -> Person | None:
    if match is None:
        return None
    body, office = match["body"].removesuffix("の"), match["office"] or ""
    return match["name"].strip(), f"{body}{office}" or None


def _arabic(match: re.Match[str] | None) -> Person | None:
    """Without a comma the office may stand before the name, and nobody can tell where one ends."""
    if match is None or _AR_OFFICE.match(match["name"]):
        return None
    role = (match["role"] or "").strip(" ،")
    return match["name"].strip(), role or None
