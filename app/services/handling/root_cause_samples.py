"""The root causes that a floor begins with, to be changed as it likes: process, people, systems, goods, others."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.desk import RootCause
from app.models.people import Language
from app.services.handling.root_causes import add_root_cause

SAMPLES: Mapping[Language, Mapping[str, tuple[str, ...]]] = {
    Language.CHINESE: {
        "流程": ("缺少规定", "环节过多", "规定未执行"),
        "人员": ("服务态度", "业务不熟", "答复有误"),
        "系统": ("系统故障", "数据有误", "功能缺失"),
        "产品": ("质量缺陷", "缺货", "描述不符"),
        "外部": ("物流", "供应商", "天气等不可抗力"),
        "客户误解": (),
    },
    Language.ENGLISH: {
        "Process": ("No rule", "Too many steps", "Rule not followed"),
        "People": ("Tone", "Not trained", "Wrong answer"),
        "System": ("Failure", "Wrong data", "Missing function"),
        "Product": ("Defect", "Out of stock", "Not as described"),
        "Outside": ("Delivery service", "Supplier", "Weather and the like"),
        "Misunderstanding": (),
    },
}


def install_root_causes(session: Session, language: Language) -> bool:
    """Let a floor begin with the sample tree; False where it has root causes already."""
    if session.scalars(select(RootCause.id).limit(1)).first() is not None:
        return False
    for name, below in SAMPLES[language].items():
        root = add_root_cause(session, name)
        for each in below:
            add_root_cause(session, each, parent_id=root.id)
    return True
