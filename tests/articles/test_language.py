"""English detection."""

from __future__ import annotations

import pytest

from onrecord.articles.language import is_english

ENGLISH = (
    "The mayor said on Wednesday that the new bridge would open in summer. She spoke of the cost and was glad of the"
    " work. “We are proud of the people who have worked here in all weathers,” she told the paper after the meeting."
)
FOREIGN = {
    "German": "Der Bürgermeister sagte am Mittwoch, dass die neue Brücke im Sommer in Betrieb geht. Es war an der Zeit,"
    " so der Politiker, und man hat lange in der Stadt darauf gewartet. Die Kosten hat er nicht genannt, und auch"
    " sonst war an dem Abend im Rathaus wenig zu hören.",
    "Dutch": "De burgemeester zei woensdag dat de nieuwe brug in de zomer open gaat. Hij had het over de kosten en was"
    " tevreden over het werk. We zijn trots op de mannen die hier in weer en wind aan hebben gewerkt, zei hij.",
    "French": "La maire a dit mercredi que le nouveau pont ouvrira en été. Elle a parlé des coûts et a remercié les"
    " ouvriers qui ont travaillé par tous les temps sur le site de la ville depuis plus de deux ans et demi.",
    "Spanish": "La alcaldesa dijo el miércoles que el nuevo puente se abrirá en verano. Habló de los costes y dio las"
    " gracias a los obreros que han trabajado en el sitio de la ciudad durante más de dos años y medio.",
    "Danish": "Borgmesteren sagde onsdag, at den nye bro åbner til sommer. Han talte om udgifterne og var glad for"
    " arbejdet. Vi er stolte af de mænd, som har arbejdet her i al slags vejr, sagde han til avisen for to år siden.",
    "Turkish": "Belediye başkanı çarşamba günü yeni köprünün yaz aylarında açılacağını söyledi. Masraflardan söz etti"
    " ve işçilere teşekkür etti. Burada her havada çalışan herkesle gurur duyuyoruz dedi ve toplantı sona erdi, bir"
    " daha konuşmadı. Köprü iki yıldır yapılıyordu, kent bunu uzun zamandır bekliyordu.",
    "Greek": "Η δήμαρχος είπε την Τετάρτη ότι η νέα γέφυρα θα ανοίξει το καλοκαίρι.",
    "Chinese": "市长星期三说，新桥将在夏天开通。",
}


@pytest.mark.parametrize("declared", [None, "en", "en-GB", "de"])
def test_english_text_overrides_the_declared_language(declared: str | None) -> None:
    assert is_english(ENGLISH, declared=declared)


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize("declared", [None, "en"])
def test_other_languages_are_rejected(language: str, declared: str | None) -> None:
    assert not is_english(FOREIGN[language] * (2 if declared else 1), declared=declared)


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("Rovers 3, Town 1.", None, True),
        ("Rovers 3, Town 1.", "en-GB", True),
        ("“Boats on fire,” Orla Tarn told reporters.", None, True),  # "on" is a Finnish word too
        ("Rovers 3, Town 1.", "da", False),
        ("Der Rat ist nicht da.", None, False),
        ("", None, True),
    ],
)
def test_for_short_texts_the_declared_language_decides(text: str, declared: str | None, *, expected: bool) -> None:
    assert is_english(text, declared=declared) is expected
