"""Classification of whole lines as page furniture."""

from __future__ import annotations

import pytest

from onrecord.articles.furniture import classify_line, is_separator


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Related: What the gulls of Elmouth eat", "related"),
        ("[Related: What the gulls eat]", "related"),
        ("READ MORE: Pier closes", "related"),
        ("Also read | Pier closes", "related"),
        ("You may also like", "related"),
        ("More from Elmouth Courier", "related"),
        ("WATCH: Gull steals chips", "related"),
        ("MORE STORIES LIKE THIS ONE", "related"),
        ("(MORE: Gulls take the pier)", "related"),
        (">> READ ON THE BELL: Pier closes for good", "related"),
        ("LISTEN: The gulls of Elmouth", "related"),
        ("See the Courier's Pictures of the Week.", "related"),
        ("The pier was painted on Monday … Continue reading →", "related"),
        ("Gulls steal chips. More »Video: Who knew?", "related"),
        ("Follow us on Facebook", "promo"),
        ("Please follow the Quay Desk on Twitter and Facebook.", "promo"),
        ("For more on the ferry and the pier please visit the Courier.", "promo"),
        ("NEWYou can now listen to Courier articles!", "promo"),
        ("A heads up: some of the links on The Bell are affiliate links. Thank you for your support!", "promo"),
        ("Follow Ada Quill on Twitter: @adaquill", "promo"),
        ("CLICK HERE TO GET THE COURIER APP", "promo"),
        ("Read the full report here.", "promo"),
        ("Got a tip? Write to the desk", "promo"),
        ("Email Ada Quill at ada@courier.example", "promo"),
        ("Share this article", "promo"),
        ("Please support our independent Journalism today", None),
        ("Please support independent Journalism today", "promo"),
        ("4 min read", "promo"),
        ("Sign up for our morning newsletter", "newsletter"),
        ("Get the best of the Courier delivered to your inbox every Friday", "newsletter"),
        ("Enter your email address", "newsletter"),
        ("For the latest from the quay, sign up for our Newsletters.", "newsletter"),
        ("Already one of our readers? Sign In Now", "newsletter"),
        ("An Earlier Version of This Article misquoted Ada Quill", "correction"),
        ("We use cookies to make this site better.", "cookies"),
        ("We and our partners use cookies", "cookies"),
        ("Accept all", "cookies"),
        ("Photo: Mina Hart", "credit"),
        ("(Getty Images)", "credit"),
        ("Mina Hart/Reuters", "credit"),
        ("Image credit: Harbour Board", "credit"),
        ("(Reporting by Ada Quill; editing by Tom Hale)", "credit"),
        ("Tom Hale contributed to this report.", "credit"),
        ("Source: Elmouth Courier", "credit"),
        ("Contributing: Tom Hale, Mina Hart", "credit"),
        ("From The Courier staff reports", "credit"),
        ("The quay before the storm. (Video by a passenger)", "caption"),
        ("The quay after the storm. (One of the crew sent us this photo)", "caption"),
        ("FILE In this May 3, 2019 picture the ferry leaves. (AP Photo/Mina Hart, File) less", "caption"),
        ("The ferry at Tarn Quay on Monday. (Mina Hart/AP)", "caption"),
        ("The ferry at Tarn Quay on Monday. (Photo by Mina Hart)", "caption"),
        ("FILE - The ferry leaves Tarn Quay, May 3, 2019.", "caption"),
        ("By Ada Quill", "byline"),
        ("By Ada Quill, Staff Writer", "byline"),
        ("BY ADA QUILL AND TOM HALE", "byline"),
        ("Ada Quill, political correspondent", "byline"),
        ("Published 3 May 2024", "dateline"),
        ("Last updated: May 3, 2024 at 10:30 am", "dateline"),
        ("2024-05-03T10:30:00Z", "dateline"),
        ("Friday, 3 May 2024", "dateline"),
        ("5:45 PM 5/13/2024 by Ada Quill", "dateline"),
        ("12 comments", "comments"),
        ("Leave a reply", "comments"),
        ("Blog comments powered by Disqus", "comments"),
        ("Article by Ada Quill (@adaquill).", "byline"),
        ("This is a developing story and will be updated.", "other"),
        ("00:00 / 03:13", "other"),
        ("[+] Enlarge", "other"),
        ("Topics: ferry, pier, gulls", "other"),
        ("STORY HIGHLIGHTS", "other"),
        ("Advertisement", "other"),
        ("Story continues below advertisement", "other"),
        ("© 2024 Elmouth Courier", "other"),
        ("https://courier.example/ferry", "other"),
    ],
)
def test_furniture_is_recognised(line: str, kind: str | None) -> None:
    assert classify_line(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        "The board said on 3 May 2024 that the ferry would run again.",
        "On 3 May 2024, we wrote that it was sunk",
        "— Ada Quill (@adaquill) May 3, 2024",
        "(May 3, 1972- )",
        "By Monday the ferry had sunk.",
        "By contrast, Tom Hale said nothing.",
        "“Sign up for nothing,” he told her.",
        "“Video: it was a video,” she said of it.",
        "She follows the ferry on foot every morning.",
        "He was filmed in the harbour (warning: the film shows images of gulls).",
        "More than forty people came.",
        "For more than forty years he would visit the pier.",
        "Ada Quill: The ferry is ‘The Best Boat In Elmouth’ (VIDEO)",
        "She follows an affiliate link to the shop, he said.",
        "“Read on,” he said: the rest was worse.",
        "Comments from the board were short.",
        "Watch out for the gulls, said the mayor.",
        "Share prices fell.",
        "Home is where the ferry is.",
    ],
)
def test_sentences_belong_to_the_article(line: str) -> None:
    assert classify_line(line) is None


@pytest.mark.parametrize(
    ("line", "expected"), [("-", True), ("* * *", True), ("___", True), ("•", True), ("- a", False), ("", False)]
)
def test_separators(line: str, *, expected: bool) -> None:
    assert is_separator(line) is expected
