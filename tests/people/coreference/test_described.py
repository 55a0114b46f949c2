"""Speakers by a description that the page does not print next to a name: "the driver said", "the pensioner added"."""

from __future__ import annotations

import pytest

from tests.people.making import read

DRIVER = "Bus driver cleared\nPiet Quill, 52, was on the number 9 bus.\nInspector Una Moll was there.\n"
HEDGE = "A row over a hedge\nOrla Tarn, 81, has a hedge. Piet Quill, 44, has none.\n"

CASES: list[tuple[str, str, str, str | None]] = [
    ("the headline begins with it", DRIVER, "the driver", "Piet Quill"),
    ("the lead begins with it", "Row\nA retired welder won. Orla Tarn slept.\nIt blew.\n", "the welder", "Orla Tarn"),
    ("nobody is one", DRIVER.replace("Bus driver", "Baker"), "the driver", "the driver"),
    ("two may be", DRIVER.replace("Inspector ", ""), "the driver", "the driver"),
    ("another role", DRIVER.replace("Piet Quill", "Councillor Piet Quill"), "the driver", "the driver"),
    ("two drivers", DRIVER + "Dex Vey, 19, raced him.\n", "the driver", "the driver"),
    ("an object of the headline", "Woman thanks nurse\nOrla Tarn slept.\nIt blew.\n", "the nurse", "the nurse"),
    ("a second paragraph", "Row\nIt blew.\nA welder won. Orla Tarn slept.\nIt blew.\n", "the welder", "the welder"),
    ("the age of a pensioner", HEDGE, "the pensioner", "Orla Tarn"),
    ("the age of nobody", HEDGE.replace("81", "31"), "the pensioner", "the pensioner"),
    ("the age of a teenager", HEDGE.replace("81", "15"), "the teenager", "Orla Tarn"),
    ("a lawyer in the sentence before", "A row\nOrla Tarn, a lawyer, slept.\n", "the welder", "the welder"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text", "source", "speaker"), CASES, ids=[case[0] for case in CASES])
def test_a_description_is_the_one_person_that_it_can_be(case: str, text: str, source: str, speaker: str) -> None:
    found = read(f"{text}“It is late,” {source} said.", [("“It is late,”", source, "said")], titles=1)
    assert found.statements[0].speaker_name == speaker


def test_whom_the_quotation_is_about_does_not_speak() -> None:
    said = [("“I did not see him,”", "the driver", "said")]
    found = read(f"{DRIVER}“I did not see him,” the driver said.", said, titles=1)
    assert found.statements[0].speaker_name == "the driver"
