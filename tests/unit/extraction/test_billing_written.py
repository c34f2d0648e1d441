"""Addresses, payers and references as people write them; the sender is Anna Lindqvist."""

from __future__ import annotations

import pytest

from mailreg.extraction.label import billing_json
from tests.unit.extraction.letters import extract_of

WRITTEN: list[tuple[str, dict[str, str]]] = [
    (
        (
            "Fakturan ska till Växjö kommun, Ekonomienheten, Box 1222, 351 12 Växjö. Vår "
            "referens är 4402-LIAN."
        ),
        {
            "recipient": "Växjö kommun",
            "street": "Box 1222",
            "postal_code": "351 12",
            "city": "Växjö",
            "reference": "4402-LIAN",
        },
    ),
    (
        "Betalning: Faktura till Umeå kommun, 901 84 Umeå. Beställar-ID: UM1234.",
        {
            "recipient": "Umeå kommun",
            "postal_code": "901 84",
            "city": "Umeå",
            "reference": "UM1234",
        },
    ),
    (
        "Skicka räkningen till min man Per Holm, Ängsvägen 4, 145 67 Norsborg",
        {
            "recipient": "Per Holm",
            "street": "Ängsvägen 4",
            "postal_code": "145 67",
            "city": "Norsborg",
        },
    ),
    (
        (
            "Fakturaadress:\n\nStiftelsen Fyren\nAtt: Lisa Krok\nc/o Kontorshotellet\nStora "
            "Nygatan 12, 3 tr\n411 08 Göteborg\n\nRef: projekt 7781"
        ),
        {
            "recipient": "Stiftelsen Fyren",
            "street": "Stora Nygatan 12, 3 tr",
            "postal_code": "411 08",
            "city": "Göteborg",
            "reference": "7781",
        },
    ),
    (
        ("Jag betalar ur egen ficka så skicka fakturan hem till mig, Tallstigen 9, 903 42 Umeå."),
        {
            "recipient": "Anna Lindqvist",
            "street": "Tallstigen 9",
            "postal_code": "903 42",
            "city": "Umeå",
        },
    ),
    (
        (
            "Fakturera Lunds universitet, Juridiska fakulteten, Box 207, 221 00 Lund, "
            "beställningsnummer LU-2023-88"
        ),
        {
            "recipient": "Lunds universitet",
            "street": "Box 207",
            "postal_code": "221 00",
            "city": "Lund",
            "reference": "LU-2023-88",
        },
    ),
    (
        (
            "Arbetsgivaren Kumla Bostäder AB står för kostnaden: Kumla Bostäder AB, FE 12, "
            "692 80 Kumla. Kst 3300."
        ),
        {
            "recipient": "Kumla Bostäder AB",
            "street": "FE 12",
            "postal_code": "692 80",
            "city": "Kumla",
            "reference": "3300",
        },
    ),
    (
        "Vi tar bara emot e-faktura. Peppol-id 0007:2120001111, märk med 55-1010.",
        {"organisation_number": "2120001111", "reference": "55-1010"},
    ),
    (
        "E-faktura skickas till Region Kalmar län, GLN 7350000000005, referens RK991.",
        {"recipient": "Region Kalmar län", "gln": "7350000000005", "reference": "RK991"},
    ),
    (
        ("Fakturan mejlas som pdf till ekonomi@lyktan.example. Mottagare är Föreningen Lyktan."),
        {"recipient": "Föreningen Lyktan", "email": "ekonomi@lyktan.example"},
    ),
    (
        (
            "Please send the invoice to Harbour Housing CIC, Unit 4, 18 Dock Street, Leeds "
            "LS10 1JF, UK. PO 88123."
        ),
        {
            "recipient": "Harbour Housing CIC",
            "street": "Unit 4, 18 Dock Street",
            "postal_code": "LS10 1JF",
            "city": "Leeds",
            "country": "GB",
            "reference": "88123",
        },
    ),
    (
        (
            "The invoice should be made out to Nordic Civic Lab AB (org. no. 556677-8899) "
            "and e-mailed to billing@ncl.example."
        ),
        {
            "recipient": "Nordic Civic Lab AB",
            "organisation_number": "556677-8899",
            "email": "billing@ncl.example",
        },
    ),
    (
        (
            "Fakturaen sendes til Bergen kommune, Fakturasenter, Postboks 7700, 5020 "
            "Bergen, Norge. Merk med ressursnr 240123."
        ),
        {
            "recipient": "Bergen kommune",
            "street": "Postboks 7700",
            "postal_code": "5020",
            "city": "Bergen",
            "country": "NO",
            "reference": "240123",
        },
    ),
    (
        (
            "Regningen bedes sendt til Aalborg Kommune, Boulevarden 13, 9000 Aalborg, "
            "Danmark, EAN 5798003744850, att. Mette Holm."
        ),
        {
            "recipient": "Aalborg Kommune",
            "street": "Boulevarden 13",
            "postal_code": "9000",
            "city": "Aalborg",
            "country": "DK",
            "gln": "5798003744850",
        },
    ),
    (
        (
            "Lasku lähetetään osoitteeseen Tampereen kaupunki, PL 487, 33101 Tampere, "
            "Suomi. Viitteeksi 8812."
        ),
        {
            "recipient": "Tampereen kaupunki",
            "street": "PL 487",
            "postal_code": "33101",
            "city": "Tampere",
            "country": "FI",
            "reference": "8812",
        },
    ),
    (
        (
            "Bitte stellen Sie die Rechnung an den Landkreis Uckermark, Karl-Marx-Straße 1, "
            "17291 Prenzlau, Deutschland. Unser Zeichen: LK/77."
        ),
        {
            "recipient": "Landkreis Uckermark",
            "street": "Karl-Marx-Straße 1",
            "postal_code": "17291",
            "city": "Prenzlau",
            "country": "DE",
            "reference": "LK/77",
        },
    ),
    (
        (
            "Fakturaadress är Falu kommun, Fakturagruppen, 791 83 Falun. Inte den gamla "
            "boxen, alltså inte Box 9, 791 21 Falun.\nReferens: Eva Strand"
        ),
        {
            "recipient": "Falu kommun",
            "postal_code": "791 83",
            "city": "Falun",
            "reference": "Eva Strand",
        },
    ),
    (
        (
            "Vi sitter på Kungsgatan 5, 111 43 Stockholm men fakturan ska till Bolaget "
            "Norrsken AB, Box 55, 101 31 Stockholm."
        ),
        {
            "recipient": "Bolaget Norrsken AB",
            "street": "Box 55",
            "postal_code": "101 31",
            "city": "Stockholm",
        },
    ),
    (
        ("Er ref: 12345 på fakturan, som ställs till Sala kommun, Box 304, 733 25 Sala."),
        {
            "recipient": "Sala kommun",
            "street": "Box 304",
            "postal_code": "733 25",
            "city": "Sala",
            "reference": "12345",
        },
    ),
    (
        "Faktura: Sala kommun, Box 304, 733 25 Sala, tel 0224-555 10, ref 9912.",
        {
            "recipient": "Sala kommun",
            "street": "Box 304",
            "postal_code": "733 25",
            "city": "Sala",
            "reference": "9912",
        },
    ),
    (
        (
            "Faktureringsuppgifter\nOrganisation: Tyresö kommun\nOrganisationsnummer: "
            "212000-0092\nFakturaadress: 135 81 Tyresö\nReferensnummer: 1010AABB"
        ),
        {
            "recipient": "Tyresö kommun",
            "organisation_number": "212000-0092",
            "postal_code": "135 81",
            "city": "Tyresö",
            "reference": "1010AABB",
        },
    ),
    (
        (
            "Beställare: Karin Ek\nKostnadsställe: 3010\nFakturan skickas till: Luleå "
            "kommun, 971 85 Luleå"
        ),
        {
            "recipient": "Luleå kommun",
            "postal_code": "971 85",
            "city": "Luleå",
            "reference": "3010",
        },
    ),
    (
        "fakturan går till piteå kommun box 78 941 28 piteå ref 7712",
        {
            "recipient": "piteå kommun",
            "street": "box 78",
            "postal_code": "941 28",
            "city": "piteå",
            "reference": "7712",
        },
    ),
    (
        (
            "Fakturan kan ställas på brf Solrosen, Myrgatan 3 B, 586 46 Linköping. Märk den "
            '"Kurs 23".'
        ),
        {
            "recipient": "brf Solrosen",
            "street": "Myrgatan 3 B",
            "postal_code": "586 46",
            "city": "Linköping",
            "reference": "Kurs 23",
        },
    ),
    (
        ("Räkningen adresseras till Hjärtebarnsfonden Väst, Vasagatan 11 lgh 1203, 503 30 Borås."),
        {
            "recipient": "Hjärtebarnsfonden Väst",
            "street": "Vasagatan 11 lgh 1203",
            "postal_code": "503 30",
            "city": "Borås",
        },
    ),
    (
        ("Fakturan betalas av Skellefteå Kraft AB, 931 80 Skellefteå, inköpsorder 4500123456."),
        {
            "recipient": "Skellefteå Kraft AB",
            "postal_code": "931 80",
            "city": "Skellefteå",
            "reference": "4500123456",
        },
    ),
    (
        (
            "Vår fakturaadress:\nMullsjö kommun\nLeverantörsreskontra\nBox 800\n565 18 "
            "Mullsjö\nUppge referens 22-MUL på fakturan."
        ),
        {
            "recipient": "Mullsjö kommun",
            "street": "Box 800",
            "postal_code": "565 18",
            "city": "Mullsjö",
            "reference": "22-MUL",
        },
    ),
    (
        "Invoice to: Anna Lindqvist, Storgatan 1, SE-131 81 Nacka, Sweden",
        {
            "recipient": "Anna Lindqvist",
            "street": "Storgatan 1",
            "postal_code": "131 81",
            "city": "Nacka",
        },
    ),
    (
        ("Fakturaadressen är: Ljusdals kommun, Kundnr 4511, 827 80 Ljusdal. Referens LJU-55."),
        {
            "recipient": "Ljusdals kommun",
            "postal_code": "827 80",
            "city": "Ljusdal",
            "reference": "LJU-55",
        },
    ),
    (
        (
            "Faktura skickas till faktura.inkop@motala.example med referens 6020. Motala "
            "kommun, 591 86 Motala."
        ),
        {
            "recipient": "Motala kommun",
            "postal_code": "591 86",
            "city": "Motala",
            "reference": "6020",
            "email": "faktura.inkop@motala.example",
        },
    ),
    (
        "Betalas privat av Anna Lindqvist, Bergsgatan 8 C, 211 54 Malmö.",
        {
            "recipient": "Anna Lindqvist",
            "street": "Bergsgatan 8 C",
            "postal_code": "211 54",
            "city": "Malmö",
        },
    ),
    (
        ("Fakturan: Rädda Bygden ideell förening, c/o Stina Ek, Kvarnvägen 2, 880 30 Näsåker"),
        {
            "recipient": "Rädda Bygden ideell förening",
            "street": "Kvarnvägen 2",
            "postal_code": "880 30",
            "city": "Näsåker",
        },
    ),
    (
        ("Som kostnadsställe anges 8830. Fakturan till Ekerö kommun, Box 205, 178 23 Ekerö."),
        {
            "recipient": "Ekerö kommun",
            "street": "Box 205",
            "postal_code": "178 23",
            "city": "Ekerö",
            "reference": "8830",
        },
    ),
    (
        ("Bill: Tartu Linnavalitsus, Raekoja plats 1a, 51003 Tartu, Estonia. Reference TLV 44."),
        {
            "recipient": "Tartu Linnavalitsus",
            "street": "Raekoja plats 1a",
            "postal_code": "51003",
            "city": "Tartu",
            "country": "EE",
            "reference": "TLV 44",
        },
    ),
    (
        (
            "Invoice address: Gemeente Zwolle, Postbus 10007, 8000 GA Zwolle, Netherlands, "
            "our ref. ZW-1."
        ),
        {
            "recipient": "Gemeente Zwolle",
            "street": "Postbus 10007",
            "postal_code": "8000 GA",
            "city": "Zwolle",
            "country": "NL",
            "reference": "ZW-1",
        },
    ),
    (
        (
            "Fakturaadressen är numera Partille kommun, 433 82 Partille (tidigare Box 1, "
            "433 21 Partille)."
        ),
        {"recipient": "Partille kommun", "postal_code": "433 82", "city": "Partille"},
    ),
    (
        "Kostnaden tas av Vara kommun, fakturaadress 534 81 Vara, märkning BUN 120.",
        {
            "recipient": "Vara kommun",
            "postal_code": "534 81",
            "city": "Vara",
            "reference": "BUN 120",
        },
    ),
    (
        ("Märkning på fakturan: 1402/Sandberg\nAdress: Örnsköldsviks kommun, 891 88 Örnsköldsvik"),
        {
            "recipient": "Örnsköldsviks kommun",
            "postal_code": "891 88",
            "city": "Örnsköldsvik",
            "reference": "1402/Sandberg",
        },
    ),
    (
        "Fakturaunderlag: Hofors kommun, 813 81 Hofors. Refkod HOF 22 EK ska stå med.",
        {
            "recipient": "Hofors kommun",
            "postal_code": "813 81",
            "city": "Hofors",
            "reference": "HOF 22 EK",
        },
    ),
    (
        ("Fakturan ställs till mig privat: Anna Lindqvist\nÖstra Esplanaden 14\n902 45 Umeå"),
        {
            "recipient": "Anna Lindqvist",
            "street": "Östra Esplanaden 14",
            "postal_code": "902 45",
            "city": "Umeå",
        },
    ),
]


@pytest.mark.parametrize(("text", "told"), WRITTEN)
def test_what_is_written_of_the_invoice_is_read(text: str, told: dict[str, str]) -> None:
    body = f"Hej!\nJag, Anna Lindqvist, vill gärna delta i konferensen.\n\n{text}\n"
    found = billing_json(extract_of(body).billing) or {}
    assert {key: value for key, value in found.items() if value} == {"country": "SE", **told}
