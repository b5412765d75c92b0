"""Files of orders: what customers bought, each order once by its number."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.customer import Customer, CustomerOrder
from app.services.bilingual import Bilingual
from app.services.intake.customers import CustomerError, find_or_make
from app.services.intake.drafts import Reject
from app.services.intake.kinds.customers import customers_by_key, require_import_rights
from app.services.intake.limits import Limits
from app.services.intake.plain_files import FileKind, Part, RowCounts, Total
from app.services.intake.plain_rows import Cells, Line, read_lines
from app.services.intake.tables import Table, shown
from app.services.intake.timing import RowRefusedError

COLUMNS = {
    "number": ("number", "order", "order_no", "order_id", "订单号", "订单编号"),
    "key": ("customer_id", "customer_key", "客户编号"),
    "customer": ("customer", "name", "客户", "客户姓名", "姓名"),
    "telephone": ("telephone", "phone", "mobile", "电话", "手机", "联系电话", "手机号"),
    "email": ("email", "e-mail", "邮箱", "电子邮箱"),
    "product": ("product", "产品", "商品"),
    "ordered_at": ("ordered_at", "ordered", "date", "下单时间", "订单时间"),
    "amount": ("amount", "金额", "订单金额"),
    "currency": ("currency", "币种"),
    "place": ("place", "store", "门店", "地点"),
    "state": ("state", "status", "状态", "订单状态"),
}
# Hundredths, in a column of 32 bits.
_MOST = 20_000_000


class OrderLine(NamedTuple):
    """What a row says of an order; `amount` is in hundredths."""

    number: str
    key: str
    customer: str
    telephone: str
    email: str
    product: str
    ordered_at: datetime | None
    amount: int | None
    currency: str
    place: str
    state: str


class Orders(FileKind[Line[OrderLine]]):
    """Orders as another system knows them; a row that comes again changes what it says otherwise."""

    name = "orders"
    title = Bilingual("订单", "Orders")
    holds = Bilingual(
        "每行一个订单，列为 number 及其客户（customer_id、telephone 或 email）；可另有 customer、product、ordered_at、"
        "amount、currency、place、state（或：订单号、客户编号、电话、邮箱、客户、产品、下单时间、金额、币种、门店、状态），"
        "无需映射。",
        "One row for each order: number and whose (customer_id, telephone or email), and customer, product, "
        "ordered_at, amount, currency, place, state if known; it needs no mapping.",
    )
    subject = Bilingual("产品", "Product")
    figures = (Bilingual("订单", "Orders"), Bilingual("金额", "Amount"))

    @classmethod
    def require_rights(cls, session: Session, by: int | None) -> None:
        """Ask for a lead."""
        require_import_rights(session, by)

    def reader(
        self, session: Session, *, now: datetime, limits: Limits
    ) -> Callable[[Table], Iterator[Part[Line[OrderLine]]]]:
        """Read an instant without a zone as the floor's."""
        say = partial(_say, zone=ZoneInfo(self.zone(session)), now=now)
        return partial(read_lines, columns=COLUMNS, say=say, optional=COLUMNS.keys() - {"number"})

    def write(self, session: Session, portions: Iterable[list[Line[OrderLine]]], counts: RowCounts) -> list[Reject]:
        """Write each order with its customer, who is made where nobody knows them."""
        refused = []
        for portion in portions:
            customers = customers_by_key(session, [line.says.key for line in portion])
            numbers = {line.says.number for line in portion}
            rows = session.scalars(select(CustomerOrder).where(CustomerOrder.number.in_(numbers)))
            orders = {each.number: each for each in rows}
            for line in portion:
                try:
                    customer = _customer(session, line.says, customers)
                except CustomerError as reason:
                    refused.append(line.refused(RowRefusedError(reason.sentence, **reason.values)))
                    continue
                order = orders.get(line.says.number)
                if order is None:
                    order = orders[line.says.number] = CustomerOrder(customer_id=customer.id, number=line.says.number)
                    session.add(order)
                    _learn(order, line.says)
                    counts.added += 1
                elif order.customer_id != customer.id:
                    refused.append(line.refused(RowRefusedError("This order is on record as another customer's.")))
                elif _learn(order, line.says):
                    counts.changed += 1
                else:
                    counts.unchanged += 1
            session.flush()
        return refused

    def total(self, row: Line[OrderLine]) -> Total:
        """Count orders and what they cost by product."""
        return Total(row.says.product or "–", row.says.ordered_at, (1, (row.says.amount or 0) / 100))


def _say(cells: Cells, *, zone: ZoneInfo, now: datetime) -> OrderLine:
    if not (number := cells.short("number", 100)):
        raise RowRefusedError("There is no number of the order.")
    ordered_at = cells.instant("ordered_at", zone)
    if ordered_at is not None and ordered_at > now:
        raise RowRefusedError("It lies in the future.")
    currency = cells.short("currency", 3).upper()
    if currency and not (len(currency) == 3 and currency.isalpha() and currency.isascii()):
        raise RowRefusedError("“{text}” is no currency: three letters are.", text=shown(currency))
    return OrderLine(
        number,
        cells.short("key", 200),
        cells.short("customer", 200),
        cells.short("telephone", 64),
        cells.short("email", 320),
        cells.short("product", 200),
        ordered_at,
        _hundredths(cells.text("amount")),
        currency,
        cells.short("place", 200),
        cells.short("state", 64),
    )


def _hundredths(text: str) -> int | None:
    if not text:
        return None
    try:
        amount = Decimal(text.replace(",", "").lstrip("¥￥$€£"))
        if not (amount.is_finite() and 0 <= amount <= _MOST):
            raise InvalidOperation
    except InvalidOperation:
        raise RowRefusedError("“{text}” is no amount.", text=shown(text)) from None
    return round(amount * 100)


def _customer(session: Session, says: OrderLine, known: dict[str, Customer]) -> Customer:
    """Return whose an order is: by the key of the other system, else by number and address; raises `CustomerError`."""
    if says.key in known:
        return known[says.key]
    if not (says.telephone or says.email):
        raise CustomerError("It is not said whose this order is: no known customer has that key.")
    return find_or_make(session, name=says.customer, telephone=says.telephone, email=says.email)


def _learn(order: CustomerOrder, says: OrderLine) -> bool:
    """Write what a row says of an order; return whether anything of it is new."""
    told = {name: getattr(says, name) for name in ("product", "ordered_at", "amount", "currency", "place", "state")}
    new = {name: value for name, value in told.items() if value not in ("", None) and getattr(order, name) != value}
    for name, value in new.items():
        setattr(order, name, value)
    return bool(new)
