"""The demo shows a hotspot that is an incident, with new complaints that fit it, and one that nobody has seen to."""

from app.services.demo.floor import Demo
from app.services.handling.incident_rows import read_hotspots, read_incidents


def test_the_demo_has_a_hotspot_with_its_incident_and_one_that_is_new(demo: Demo) -> None:
    with demo.database.read() as session:
        hotspots = read_hotspots(session, now=demo.start)
        [incident] = read_incidents(session, now=demo.start)
    assert [(row.name, row.count, row.incident_id) for row in hotspots] == [
        ("filter leaks", 9, incident.id),
        ("voucher refused", 6, None),
    ]
    assert hotspots[0].shared["product"] == "Water purifier"
    assert (incident.complaints, incident.unsolved, len(incident.fitting)) == (7, 7, 2)
    assert incident.owner
    assert all(sum(row.curve) >= row.count and len(row.curve) == 56 for row in hotspots)
