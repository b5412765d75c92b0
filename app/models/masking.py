"""Takes out of a text what says whom it is about, so that others may read it: names, numbers, addresses of e-mail."""

import hashlib
import re
from collections.abc import Iterable

# Bold and italic in no Markdown, and the same in every language.
MASK = "＊＊＊"

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_TITLES = "先生|女士|小姐|太太|师傅|经理|主任|老师|阿姨|大爷|大妈|叔叔"
_LETTER = r"[^\W一-鿿]"
_BEFORE, _AFTER = rf"(?<!{_LETTER})[A-Za-z]{{1,8}}[-_]?", rf"[A-Za-z]{{0,2}}(?!{_LETTER})"
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?!\d)")
_PERSONAL = re.compile(
    "|".join(
        (
            r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)",
            # Telephones, identity cards, bank cards and orders: seven digits and more, with letters before or after.
            rf"(?P<number>(?:{_BEFORE}|(?<!{_LETTER}))\+?\(?\d(?:[ ()-]{{0,2}}\d){{6,}}{_AFTER})",
            rf"(?P<code>{_BEFORE}\d{{5,}}[A-Za-z0-9-]*)",
            rf"(?P<titled>[{_SURNAMES}][一-鿿]?(?={_TITLES}))",
            rf"(?<=我叫|姓名|本人)(?P<said>[:：]?[{_SURNAMES}][一-鿿]{{1,2}})(?=[，,。；;、\s（(]|$)",
            r"(?:(?<=\bMr )|(?<=\bMr\. )|(?<=\bMs )|(?<=\bMs\. )|(?<=\bMrs )|(?<=\bMrs\. ))(?P<western>[A-Z][\w'-]+)",
            r"(?<=[Mm]y name is )(?P<called>[A-Z][\w'-]+(?: [A-Z][\w'-]+)*)",
        )
    )
)


def mask(text: str, known: Iterable[str] = ()) -> str:
    """Return a text with `MASK` in place of what is personal; `known` are names and numbers that are known to be.

    Dates and sums stay. What a text says of a person in other ways nobody can find by rule: a person reads it again.
    """
    names = sorted({name.strip() for name in known if len(name.strip()) > 1}, key=len, reverse=True)
    if names:
        text = re.sub("|".join(map(re.escape, names)), MASK, text, flags=re.IGNORECASE)
    return _PERSONAL.sub(lambda found: found[0] if _DATE.fullmatch(found[0].strip()) else MASK, text)


def checksum(key: str) -> str:
    """Return what is left of a key of another system that says who somebody is: enough to know it again."""
    return hashlib.sha256(key.encode()).hexdigest()
