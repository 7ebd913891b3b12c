from __future__ import annotations

from pathlib import Path

from percorso.pipeline.exploring import CountFunnel, Names, Routes, Source, Step, asked_column, funnel, paths
from percorso.store.workspace import Workspace

STEPS = (Step("Page Viewed"), Step("Order Completed"))


def test_a_workspace_is_asked_as_a_file_is(newsletter_shop: Workspace, tmp_path: Path) -> None:
    source = Source.of_workspace(newsletter_shop.folder)
    found = funnel(source, CountFunnel(STEPS, by="channel", column="name"))
    assert [step["customers"] for step in found["steps"]] == [6, 6]
    assert found["time"]["median"] == 360
    assert [(one["value"], one["steps"][1]["customers"]) for one in found["groups"]] == [("Email", 6)]
    ways = paths(source, Routes())
    assert [(one["from"], one["to"], one["customers"]) for one in ways["transitions"]] == [
        ("Page Viewed", "Order Completed", 6)
    ]
    lost = funnel(source, CountFunnel((*STEPS, Step("Order Returned")), column="name"), dropped_at=2)["dropped"]
    rows = "".join(f"{one},1,Page Viewed\n{one},2,Order Completed\n" for one in lost)
    (tmp_path / "same.csv").write_text("customer_id,at,event\n" + rows)
    file = Source.of_file(tmp_path / "same.csv", Names())
    assert [step["customers"] for step in funnel(file, CountFunnel(STEPS, column="name"))["steps"]] == [6, 6]
    assert asked_column(file, "event") == "name"
