"""Text comes out as it was written, whatever encoding it was saved in."""

import pytest
from tests.unit.lead_intake.lists.files import cells, read, refusals

from lead_intake.adapters.lists.encoding import Decoder, named
from lead_intake.domain.errors import WrongShape

GERMAN = "Vorname;Nachname;E-Mail\nJürgen;Weiß;j@firma.example\nBärbel;Größe;b@firma.example\n"
FRENCH = "Prénom,Nom,E-mail\nHélène,L\u2019Hôte,h@x.example\nFrançois,Crêpe,f@x.example\n"
EUROS = "Name;Deal;Email\nJosé;5 €;j@x.example\nŠárka;9 €;s@x.example\nCœur;3 €;c@x.example\n"
POLISH = "Imię;Miasto;Email\nŁukasz;Łódź;l@x.example\nMałgorzata;Gdańsk;m@x.example\n"
SPANISH = "Nombre;Email\nPeña Muñoz;p@x.example\n"
SHORT = "Naam;Email\nZoë;z@x.example\n"
RUSSIAN = "Имя;Город;Email\nИван Петров;Москва;i@x.example\nОльга Смирнова;Санкт-Петербург;o@x.example\n"  # noqa: RUF001
JAPANESE = "名前;会社;email\n山田太郎;株式会社サンプル;y@x.example\n鈴木花子;有限会社テスト;s@x.example\n"
CHINESE = "姓名;公司;email\n张伟;示例有限公司;z@x.example\n李娜;测试科技;l@x.example\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((GERMAN, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be")),
        *((GERMAN, name) for name in ("cp1252", "iso8859-15", "mac_roman", "cp850")),
        *((FRENCH, name) for name in ("cp1252", "mac_roman")),
        *((EUROS, name) for name in ("cp1252", "iso8859-15")),
        *((SPANISH, name) for name in ("cp1252", "mac_roman")),
        *((SHORT, name) for name in ("cp1252", "utf-8")),
        *((POLISH, name) for name in ("cp1250", "iso8859-2")),
        *((RUSSIAN, name) for name in ("cp1251", "koi8-r")),
        *((JAPANESE, name) for name in ("cp932", "euc_jp")),
        (CHINESE, "gb18030"),
    ],
)
@pytest.mark.parametrize("size", [3, 1 << 16])
def test_the_encoding_is_found_out(text: str, encoding: str, size: int) -> None:
    header, *lines = (line.split(";" if ";" in text else ",") for line in text.splitlines())

    found = cells(text.encode(encoding), size=size)

    assert found == [dict(zip(header, line, strict=True)) for line in lines]


def test_what_is_not_ascii_may_come_late() -> None:
    body = b"email,name\n" + b"a@x.example,Ann\n" * 10_000 + "m@x.example,Jürgen Müller\n".encode("cp1252")

    assert cells(body)[-1] == {"email": "m@x.example", "name": "Jürgen Müller"}
    assert read(body)[1].encoding == "cp1252"


def test_what_came_before_helps_to_tell() -> None:
    decoder = Decoder()

    assert decoder.feed(b"Naam\nZo") + decoder.feed(b"\xeb\n", final=True) == "Naam\nZoë\n"


@pytest.mark.parametrize(
    ("written", "found"),
    [("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("utf-32", "utf-32-le")],
)
def test_a_mark_names_the_encoding(written: str, found: str) -> None:
    assert read(GERMAN.encode(written))[1].encoding == found


def test_a_named_encoding_is_believed_and_a_mark_is_believed_more() -> None:
    hungarian = "Név;Email\nKőszegi;k@x.example\n"

    assert cells(hungarian.encode("cp1250"), encoding=named("windows-1250"))[0]["Név"] == "Kőszegi"
    assert cells(hungarian.encode("utf-8-sig"), encoding=named("windows-1250"))[0]["Név"] == "Kőszegi"


@pytest.mark.parametrize("name", ["klingon", "rot13", "idna", "zip", "", "\x00"])
def test_an_encoding_that_is_none_of_texts_is_refused(name: str) -> None:
    with pytest.raises(WrongShape):
        named(name)


def test_a_byte_that_is_no_text_refuses_its_row_and_names_the_column() -> None:
    body = "email,name,city\na@x.example,Jürgen,Köln\n".encode() + b"b@x.example,Ann,K\xffln\n" + b"c@x.example,C,D\n"

    (refused,) = refusals(body)

    assert (refused.number, refused.line, refused.error, refused.column) == (2, 3, "UnreadableBody", "city")
