"""The program's own words as reports print them, in both languages."""

from collections.abc import Mapping

from app.models.people import Role
from app.models.sla import ClockState, Target
from app.models.ticket import Source
from app.services.bilingual import Bilingual

TARGETS: Mapping[Target, Bilingual] = {
    Target.FIRST_RESPONSE: Bilingual("首次响应", "First response"),
    Target.RESOLUTION: Bilingual("办结", "Resolution"),
    Target.FOLLOW_UP: Bilingual("回访", "Follow-up"),
    Target.TASK: Bilingual("部门协办", "Department task"),
    Target.APPROVAL: Bilingual("审批", "Approval"),
    Target.STAGE: Bilingual("处理环节", "Stage"),
    Target.MILESTONE: Bilingual("进展节点", "Milestone"),
}

ROLES: Mapping[Role, Bilingual] = {
    Role.AGENT: Bilingual("坐席", "Agent"),
    Role.TEAM_LEAD: Bilingual("班长", "Team lead"),
    Role.SUPERVISOR: Bilingual("现场督导", "Supervisor"),
    Role.MANAGER: Bilingual("经理", "Manager"),
    Role.ADMINISTRATOR: Bilingual("管理员", "Administrator"),
}

# The stages of policies that come with the program; others are said as they are.
STAGES: Mapping[str, Bilingual] = {
    "intake": Bilingual("受理", "Intake"),
    "dispatch": Bilingual("派单", "Dispatch"),
    "investigation": Bilingual("调查", "Investigation"),
    "mediation": Bilingual("调解", "Mediation"),
    "handling": Bilingual("处理", "Handling"),
    "decision": Bilingual("处理决定", "Decision"),
    "reply": Bilingual("答复", "Reply"),
}

SOURCES: Mapping[Source, Bilingual] = {
    Source.TELEPHONE: Bilingual("电话", "Telephone"),
    Source.EMAIL: Bilingual("电子邮件", "E-mail"),
    Source.CHAT: Bilingual("在线会话", "Chat"),
    Source.SOCIAL: Bilingual("社交媒体", "Social media"),
    Source.LETTER: Bilingual("信函", "Letter"),
    Source.WEB_FORM: Bilingual("网页表单", "Web form"),
    Source.WALK_IN: Bilingual("现场来访", "Walk-in"),
    Source.REGULATOR: Bilingual("监管转办", "Regulator"),
    Source.OTHER: Bilingual("其他", "Other"),
}

CLOCK_STATES: Mapping[ClockState, Bilingual] = {
    ClockState.RUNNING: Bilingual("计时中", "Running"),
    ClockState.PAUSED: Bilingual("暂停", "Paused"),
    ClockState.MET: Bilingual("按时完成", "Met"),
    ClockState.BREACHED: Bilingual("超时完成", "Breached"),
    ClockState.CANCELLED: Bilingual("已取消", "Cancelled"),
}
