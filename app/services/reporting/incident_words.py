"""The words of the incident report: states, what happened, and what more is known of each, in both languages."""

from collections.abc import Mapping

from app.errors import DomainError
from app.models.activation import ActivationState, CallOutState
from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.floor.activation.record import Happened

STATES: Mapping[CallOutState, Bilingual] = {
    CallOutState.PROPOSED: Bilingual("候补", "next in rank"),
    CallOutState.CALLED: Bilingual("已呼叫", "called"),
    CallOutState.ACCEPTED: Bilingual("已接受", "accepted"),
    CallOutState.DECLINED: Bilingual("已拒绝", "declined"),
    CallOutState.TIMED_OUT: Bilingual("未应答", "no answer"),
    CallOutState.ON: Bilingual("在岗", "on"),
    CallOutState.RELEASED: Bilingual("已撤岗", "released"),
    CallOutState.WITHDRAWN: Bilingual("已取消", "not needed"),
}
HAPPENED: Mapping[Happened, Bilingual] = {
    **{Happened(state): words for state, words in STATES.items() if state is not CallOutState.PROPOSED},
    Happened.BEGUN: Bilingual("启动", "begun"),
    Happened.TAKEN: Bilingual("已被他人呼叫", "called by somebody else"),
    Happened.EXHAUSTED: Bilingual("该级别已无人可呼叫", "nobody of the tier is left"),
    Happened.WANTED: Bilingual("调整人数", "head count changed"),
    Happened.CLEAR: Bilingual("恢复平稳", "calm again"),
    Happened.BUSY_AGAIN: Bilingual("再次繁忙", "busy again"),
    Happened.PROPOSED: Bilingual("建议撤岗", "standing down proposed"),
    Happened.STANDING_DOWN: Bilingual("开始撤岗", "standing down"),
    Happened.NOT_WRITTEN: Bilingual("班次或状态未写入", "schedule or state not written"),
    Happened.REPLY: Bilingual("邮件应答未采用", "mailed reply not taken"),
    Happened.ENDED: Bilingual("结束", "ended"),
}
ACTIVATIONS = {
    ActivationState.ACTIVE: Bilingual("进行中", "running"),
    ActivationState.STANDING_DOWN: Bilingual("撤岗中", "standing down"),
    ActivationState.ENDED: Bilingual("已结束", "ended"),
}
_VIA = {
    "console": Bilingual("本人在工作台应答", "answered at the console"),
    "lead": Bilingual("由班组长代为应答", "a lead answered for them"),
    "e-mail": Bilingual("邮件应答", "answered by mail"),
}
# How a detail of an event is said; what is not here is for the machine.
_DETAILS = {
    "minutes": Bilingual("{} 分钟", "{} min"),
    "tier": Bilingual("第 {} 级", "tier {}"),
    "missing": Bilingual("尚缺 {} 人", "{} people missing"),
    "rest_owed_minutes": Bilingual("应补休 {} 分钟", "{} min of rest owed"),
    "sender": Bilingual("发件人 {}", "from {}"),
    "gave_way": Bilingual("演练让位于实战", "a drill gave way to what is real"),
    "drill": Bilingual("演练", "drill"),
}


def details_in_words(details: Mapping[str, object], language: Language) -> str:
    """Say what more is known of an event; a refusal is said in the words in which it was refused."""
    sentence, values = details.get("sentence"), details.get("values")
    if isinstance(sentence, str) and isinstance(values, dict):
        return str(DomainError(sentence, **values))
    said = [
        words.of(language).format(details[name])
        for name, words in _DETAILS.items()
        if details.get(name) not in (None, False)
    ]
    if via := _VIA.get(str(details.get("via"))):
        said.append(via.of(language))
    wanted = details.get("wanted")
    if isinstance(wanted, dict):
        said.append(wanted_in_words({int(tier): count for tier, count in wanted.items()}, language))
    return ", ".join(filter(None, said))


def wanted_in_words(wanted: Mapping[int, int], language: Language) -> str:
    """Say how many people of each tier are wanted."""
    words = Bilingual("{} 级 {} 人", "tier {}: {}").of(language)
    return ", ".join(words.format(tier, count) for tier, count in sorted(wanted.items()) if count)
