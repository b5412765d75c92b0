"""An import takes what customers want, how they feel and which order it is about, where a mapping says so."""

from pathlib import Path

import pytest

from app.models.customer import Customer, CustomerOrder
from app.models.ticket import Emotion, Source
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.feeds.item import Item
from app.services.intake.feeds.receive import receive
from app.services.intake.import_files import Imported, ImportSource, import_file
from app.services.intake.mapping_files import read_mapping
from app.services.intake.mapping_reader import MappingRefusedError
from tests.builders import MONDAY
from tests.services.intake.desk import Desk

MAPPING = """
title = "Shop"
zone = "Asia/Shanghai"
dates = ["%Y-%m-%d %H:%M"]

[fields]
key = "编号"
received = "时间"
title = "标题"
demand = "诉求"
order = "订单"
customer = "客户"

[words.emotion]
column = "情绪"
values = { "愤怒" = "angry", "平静" = "calm" }
"""
HEADINGS = "编号,时间,标题,诉求,订单,客户,情绪\n"


@pytest.fixture
def shop(desk: Desk) -> Desk:
    (desk.folder / "shop.toml").write_text(MAPPING, "utf-8")
    with desk.database.write() as session:
        session.add_all([Customer(name="张伟"), Customer(name="李娜")])
        session.flush()
        session.add_all([CustomerOrder(customer_id=1, number="A-1"), CustomerOrder(customer_id=2, number="A-2")])
    return desk


def take(desk: Desk, *rows: str) -> Imported:
    path = desk.folder / "shop.csv"
    path.write_text(HEADINGS + "\n".join(rows), "utf-8")
    source = ImportSource(path=path, mapping=read_mapping(desk.folder / "shop.toml"), as_of=MONDAY)
    return import_file(desk.database, Rulebook(), source, desk.rejects, by="me", now=MONDAY)


def test_demand_emotion_and_order_come_along_and_follow_the_file(shop: Desk) -> None:
    take(
        shop,
        "1,2026-02-27 10:00,屏幕坏了,要求退款,A-1,,愤怒",
        "2,2026-02-27 10:00,慢,,A-2,王芳,",
        "3,2026-02-27 10:00,慢,,B,,平静",
    )
    first, second, third = (shop.ticket(key) for key in "123")
    assert (first.demand, first.emotion, first.order_id, first.customer_id) == ("要求退款", Emotion.ANGRY, 1, 1)
    # The order is somebody else's.
    assert (second.demand, second.emotion, second.order_id) == ("", None, None)
    assert (third.emotion, third.order_id, third.customer_id) == (Emotion.CALM, None, None)
    assert (first.score or 0) > (third.score or 0)
    run = take(shop, "1,2026-02-27 10:00,屏幕坏了,否则找记者,A-1,,平静")
    assert run.counts.changed == 1
    first = shop.ticket("1")
    assert (first.demand, first.emotion, first.high_risk) == ("否则找记者", Emotion.CALM, True)


def test_risk_in_a_demand_is_found(shop: Desk) -> None:
    take(shop, "1,2026-02-27 10:00,屏幕坏了,再不处理就找记者,,,")
    assert shop.ticket("1").risk == {"words": {"press": ["记者"]}, "marks": []}


def test_an_unknown_feeling_is_refused_by_its_row_and_in_a_mapping(shop: Desk) -> None:
    assert take(shop, "1,2026-02-27 10:00,慢,,,,高兴", "2,2026-02-27 10:00,慢,,,,").counts.rejected == 1
    file = shop.folder / "shop.toml"
    file.write_text(MAPPING.replace('"calm"', '"happy"'), "utf-8")
    with pytest.raises(MappingRefusedError, match="happy"):
        read_mapping(file)


def test_a_feed_tells_them_too(database: Database, tmp_path: Path) -> None:
    desk = Desk(database, tmp_path)
    item = Item(
        origin="src",
        key="7",
        version="1",
        title="慢",
        text="",
        received_at=MONDAY,
        source=Source.OTHER,
        demand="退款",
        emotion=Emotion.ANXIOUS,
    )
    with database.write() as session:
        receive(session, desk.rulebook, item, now=MONDAY)
    assert (desk.ticket("7").demand, desk.ticket("7").emotion) == ("退款", Emotion.ANXIOUS)
