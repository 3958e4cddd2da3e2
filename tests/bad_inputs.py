"""Files that go wrong, made by code, each with what a reader of the message must be told."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import xlsxwriter


@dataclass(frozen=True)
class Bad:
    """One bad file: how to make it, and the problem that must be reported."""

    build: Callable[[Path], Path]
    kind: str
    code: str
    hint: str  # a piece of the way out
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    real: bool = False  # as a real tool or a real person makes it
    options: Mapping[str, str] = field(default_factory=dict)


BAD: dict[str, Bad] = {}


def bad(kind, code, hint, **expected):
    def register(build):
        BAD[build.__name__] = Bad(build, kind, code, hint, **expected)
        return build

    return register


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def book(folder: Path, sheets: Mapping[str, list[list[object]]], name: str = "data.xlsx") -> Path:
    path = folder / name
    with xlsxwriter.Workbook(path) as workbook:
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def patched(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Rewrite one part of a workbook."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def sheet_xml(rows: str, tail: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{tail}</worksheet>'.encode()


TIES = [["from", "to"], ["Ana Ruiz", "City Hall"], ["City Hall", "YMCA"]]
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# --- encodings ---------------------------------------------------------------------------------


@bad("windows-1252", "encoding-assumed", "CSV UTF-8", row=3, column="from", real=True)
def excel_csv_with_euro(folder):
    return write(folder, "ties.csv", "from,to\nAna,YMCA\nCafé 5 €,YMCA\n".encode("cp1252"))


@bad("mac-roman", "encoding-assumed", "mac_roman", row=2, column="from", real=True)
def excel_csv_macintosh(folder):
    return write(folder, "ties.csv", "from,to\rJosé,YMCA\rAna,YMCA\r".encode("mac_roman"))


@bad("undecodable", "bad-encoding", "CSV UTF-8", row=3)
def bytes_that_are_no_letters(folder):
    return write(folder, "ties.csv", b"from,to\nAna,YMCA\nJos\x81,YMCA\n")


@bad("undecodable", "bad-encoding", "CSV UTF-8", row=3, real=True)
def two_exports_glued_together(folder):
    start = "\ufefffrom,to\nAna,YMCA\n".encode()
    return write(folder, "ties.csv", start + "José,YMCA\n".encode("cp1252"))


@bad("undecodable", "bad-encoding", "mac_roman", row=2, options={"encoding": "ascii"})
def read_in_an_encoding_it_is_not(folder):
    return write(folder, "ties.csv", "from,to\nJosé,YMCA\n".encode("cp1252"))


@bad("undecodable", "bad-encoding", "CSV UTF-8", row=1)
def utf16_cut_in_the_middle_of_a_letter(folder):
    return write(folder, "ties.csv", b"\xff\xfe" + "from,to;Ana".encode("utf-16-le")[:-1])


@bad("garbled", "garbled-text", "65001", row=2, column="from", real=True)
def utf8_opened_as_windows_and_saved_again(folder):
    twice = "María".encode().decode("cp1252")
    return write(folder, "ties.csv", f"from,to\n{twice} López,YMCA\n")


@bad("garbled", "garbled-text", "Correct the cell", row=2, column="to", real=True)
def letters_lost_to_question_marks(folder):
    return write(folder, "ties.csv", "from,to\nAna,Caf\ufffd Sol\n")


@bad("garbled", "garbled-text", "65001", sheet="Ties", row=2, cell="A2", real=True)
def garbled_names_in_a_workbook(folder):
    return book(folder, {"Ties": [["from", "to"], ["JosÃ© Cruz", "YMCA"]]})


# --- characters --------------------------------------------------------------------------------


@bad("control-characters", "control-character", "Type the cell anew", row=3, column="to")
def zero_bytes_in_a_cell(folder):
    return write(folder, "ties.csv", b"from,to\nAna,YMCA\nBen,Y\x00MCA\n")


@bad(
    "control-characters", "control-character", "copying", sheet="Ties", row=2, cell="B2", real=True
)
def a_name_pasted_from_slides(folder):
    return book(folder, {"Ties": [["from", "to"], ["Ana", "City\x0bHall"]]})


# --- rows and separators -----------------------------------------------------------------------


@bad("ragged-rows", "ragged-row", "quotation marks", row=3, real=True)
def a_comma_typed_in_a_name(folder):
    return write(folder, "ties.csv", "from,to,what\nAna,YMCA,funds\nRuiz, Eva,YMCA,funds\n")


@bad("ragged-rows", "ragged-row", "quotation marks", row=4)
def comment_line_above_and_a_long_row(folder):
    rows = "# clean this data!\nid,name,sector\n1,YMCA,nonprofit\n2,City Hall,public,old\n"
    return write(folder, "list.csv", rows)


@bad("open-quote", "unclosed-quote", "Close the quotation mark", row=3, real=True)
def a_quotation_mark_never_closed(folder):
    return write(folder, "ties.csv", 'from,to\nAna,YMCA\n"Eva,YMCA\nBen,YMCA\n')


@bad("adjacency-list", "no-header", "one tie in a row", row=1, real=True)
def adjacency_list_from_gephi(folder):
    return write(folder, "list.csv", "Ana;Ben\nBen;Eva;YMCA\nYMCA\nEva;Ana;Ben;YMCA\n")


@bad("empty", "empty-file", "fill it in")
def a_file_of_nothing(folder):
    return write(folder, "ties.csv", b"")


@bad("empty", "empty-file", "fill it in", real=True)
def rows_of_commas_only(folder):
    return write(folder, "ties.csv", ",,,\r\n,,,\r\n,,,\r\n")


@bad("empty", "empty-file", "fill it in")
def nothing_but_a_byte_order_mark(folder):
    return write(folder, "ties.csv", b"\xef\xbb\xbf\r\n")


@bad("header-only", "empty-file", "at least one row")
def names_of_columns_and_no_rows(folder):
    return write(folder, "ties.csv", "from,to,what\n")


@bad("unknown-columns", "unknown-format", '"from"', row=1)
def one_column_of_something(folder):
    return write(folder, "list.csv", "colour\nred\ngreen\n")


@bad("no-column-names", "unknown-format", '"to"', row=1, real=True)
def ties_without_column_names(folder):
    return write(folder, "network.csv", "Ana Ruiz,City Hall\nCity Hall,YMCA\nYMCA,Ana Ruiz\n")


@bad("no-column-names", "unknown-format", '"from"', row=1, real=True)
def numbers_from_a_network_archive(folder):
    return write(folder, "network.txt", "4039 88234\n0 1\n0 2\n1 2\n2 3\n")


@bad("two-headers", "two-headers", "delete row 2", row=2, real=True)
def survey_export_with_two_header_rows(folder):
    rows = (
        "Respondent ID,Name,Which of these do you work with?,,\n"
        ",Open-Ended Response,City Hall,School District,YMCA\n"
        "11801,Ana,City Hall,,YMCA\n11802,Ben,City Hall,School District,\n11803,Eva,,,YMCA\n"
    )
    return write(folder, "survey.csv", rows)


@bad("unknown-columns", "unknown-format", '"from"', row=1, real=True)
def form_answers_with_a_timestamp(folder):
    rows = (
        "Timestamp,What is your full name?,Who do you work with? (check all)\n"
        '2024/05/01 9:14:02 AM,Ana Ruiz,"City Hall, YMCA"\n'
        "2024/05/01 9:20:41 AM,Ben Cole,YMCA\n"
    )
    return write(folder, "Form Responses 1.csv", rows)


@bad("totals", "total-row", "Delete the row", row=4, real=True)
def a_total_at_the_bottom(folder):
    rows = "asset,kind,holder,amount\nGrant,funding,Rowe Fund,5000\nVan,equipment,YMCA,1\n"
    return write(folder, "assets.csv", f"{rows}Total,,,5001\n")


@bad("unnamed-columns", "unnamed-column", "name for the column", row=3, column="3", real=True)
def remarks_beside_the_table(folder):
    return write(folder, "ties.csv", "from,to,\nAna,YMCA,\nBen,YMCA,ask Eva\n")


@bad("unnamed-columns", "unnamed-column", "row 1", sheet="Ties", row=2, cell="D2", real=True)
def remarks_beside_a_sheet(folder):
    return book(folder, {"Ties": [["from", "to"], ["Ana", "YMCA", "", "check this"]]})


@bad("formula-errors", "formula-error", "formula", row=2, column="to", real=True)
def failed_formula_saved_as_csv(folder):
    return write(folder, "ties.csv", "from,to\nAna,#N/A\nBen,YMCA\n")


@bad("too-large", "too-large", "rows and columns you need")
def a_text_of_seventy_megabytes(folder):
    return write(folder, "ties.csv", b"from,to\n" + b"Ana,YMCA\n" * 8_000_000)


# --- matrices ----------------------------------------------------------------------------------


@bad("matrix", "no-header", "names of the actors", row=1)
def a_wide_matrix_without_names(folder):
    return write(folder, "board.txt", "0 1 0 0 1\n1 0 0 1 0\n0 0 1 1 0\n1 1 0 0 0\n")


@bad("matrix", "missing-value", "actor's name", row=3, column="1", real=True)
def a_matrix_with_a_nameless_row(folder):
    return write(folder, "matrix.csv", ",Ana,,Eva\nAna,0,1,0\n,1,0,1\nEva,0,1,0\n")


@bad("matrix", "self-tie", "Nothing needs", row=2)
def a_matrix_with_a_full_diagonal(folder):
    return write(folder, "matrix.csv", "Ana,Ben,Eva\n1,0.5,0\n0.5,1,0.2\n0,0.2,1\n")


# --- workbooks ---------------------------------------------------------------------------------


@bad("damaged-workbook", "unreadable-file", "save it again", real=True)
def a_download_that_broke_off(folder):
    path = book(folder, {"Ties": TIES})
    return write(folder, "data.xlsx", path.read_bytes()[:2000])


@bad("damaged-workbook", "unreadable-file", "save it again")
def a_workbook_with_a_flipped_bit(folder):
    path = book(folder, {"Ties": TIES})
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SHEET)
    content = bytearray(path.read_bytes())
    content[info.header_offset + 30 + len(SHEET) + info.compress_size // 2] ^= 0x10
    return write(folder, "data.xlsx", bytes(content))


@bad("damaged-workbook", "unreadable-file", "save it again", real=True)
def a_zip_sent_through_a_text_program(folder):
    content = book(folder, {"Ties": TIES}).read_bytes()
    return write(folder, "data.xlsx", content.decode("utf-8", errors="replace"))


@bad("damaged-workbook", "unreadable-file", "save it again")
def a_sheet_that_is_no_xml(folder):
    return patched(book(folder, {"Ties": TIES}), SHEET, lambda xml: xml[:-40])


@bad("password", "unreadable-file", "remove the password", real=True)
def a_workbook_with_a_password(folder):
    return write(folder, "data.xlsx", OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le"))


@bad("old-excel", "not-yet", "save it as .xlsx", real=True)
def a_workbook_of_excel_2003(folder):
    return write(folder, "data.xls", OLE + bytes(1000) + "Workbook".encode("utf-16-le"))


@bad("wrong-name", "unreadable-file", "Rename it to data.csv", real=True)
def a_csv_renamed_to_xlsx(folder):
    return write(folder, "data.xlsx", "from,to\nAna,YMCA\n")


@bad("wrong-name", "unreadable-file", "save it as .xlsx", real=True)
def a_web_page_called_xls(folder):
    page = "<html><body><table><tr><td>from</td><td>to</td></tr></table></body></html>"
    return write(folder, "report.xls", page)


@bad("wrong-name", "unknown-format", "Excel workbook", real=True)
def a_letter_renamed_to_xlsx(folder):
    path = folder / "data.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return path


@bad("other-zip", "unknown-format", "Unpack it")
def a_zip_of_csv_files(folder):
    path = folder / "data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ties.csv", "from,to\nAna,YMCA\n")
    return path


@bad("other-spreadsheet", "not-yet", "Excel workbook", real=True)
def a_libreoffice_spreadsheet(folder):
    path = folder / "data.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    return path


@bad("zip-bomb", "too-large", "new workbook")
def a_small_zip_that_says_it_holds_600_megabytes(folder):
    path = book(folder, {"Ties": TIES})
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    claimed = (600 * 2**20).to_bytes(4, "little")
    content = path.read_bytes()
    at = content.rindex(size, 0, content.rindex(SHEET.encode()))
    return write(folder, "data.xlsx", content[:at] + claimed + content[at + 4 :])


@bad("zip-bomb", "too-large", "new workbook")
def a_sheet_of_sixty_megabytes_of_blanks(folder):
    blanks = b" " * (60 * 2**20)
    return patched(book(folder, {"Ties": TIES}), SHEET, lambda xml: xml + blanks)


@bad("zip-bomb", "too-large", "without pictures")
def a_workbook_of_a_thousand_parts(folder):
    path = book(folder, {"Ties": TIES})
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(1000):
            archive.writestr(f"xl/media/image{number}.png", b"")
    return path


@bad("entities", "unreadable-file", "save it again")
def a_workbook_with_an_entity_bomb(folder):
    bomb = b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    return patched(
        book(folder, {"Ties": TIES}),
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b"<sst", bomb + b"<sst", 1),
    )


@bad(
    "far-cell", "stray-cell", "delete them", sheet="Ties", row=1048576, cell="XFD1048576", real=True
)
def a_key_pressed_in_the_last_cell(folder):
    path = folder / "data.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Ties")
        for number, row in enumerate(TIES):
            sheet.write_row(number, 0, row)
        sheet.write("XFD1048576", "x")
    return path


@bad("too-wide", "too-large", "split the sheet")
def a_sheet_of_700_columns(folder):
    names = [f"Actor {number}" for number in range(700)]
    return book(folder, {"Ties": [["", *names], [names[0], *([0] * 700)]]})


@bad("too-long", "too-large", "rows you need")
def a_sheet_of_200_001_rows(folder):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n * 7919}</v></c></row>' for n in range(1, 200_002)
    )
    return patched(book(folder, {"Ties": TIES}), SHEET, lambda _: sheet_xml(rows))


@bad("merged-cells", "merged-cells", "Unmerge", sheet="Ties", row=2, cell="A2", real=True)
def one_name_merged_over_three_rows(folder):
    path = book(folder, {"Ties": [["from", "to"], ["Ana", "YMCA"], ["", "Hall"], ["", "Zoo"]]})
    workbook = openpyxl.load_workbook(path)
    workbook["Ties"].merge_cells("A2:A4")
    workbook.save(path)
    return path


@bad("merged-cells", "merged-cells", "Unmerge", sheet="Ties", row=1, cell="A1", real=True)
def one_heading_merged_over_two_columns(folder):
    path = book(folder, {"Ties": [["from", "", "to"], ["Ana", "Ruiz", "YMCA"]]})
    workbook = openpyxl.load_workbook(path)
    workbook["Ties"].merge_cells("A1:B1")
    workbook.save(path)
    return path


@bad(
    "formula-errors",
    "formula-error",
    "Correct the formula",
    sheet="Ties",
    row=3,
    cell="B3",
    real=True,
)
def a_lookup_that_found_nothing(folder):
    path = folder / "data.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Ties")
        for number, row in enumerate(TIES):
            sheet.write_row(number, 0, row)
        sheet.write_formula("B3", "=VLOOKUP(A3,D:E,2,0)", None, "#N/A")
    return path


@bad("formula-without-value", "formula-without-value", "calculate", sheet="Ties", row=2, cell="B2")
def a_formula_that_was_never_calculated(folder):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Ties"
    for row in (["from", "to"], ["Ana", "=A2"]):
        workbook.active.append(row)
    workbook.save(folder / "data.xlsx")
    return folder / "data.xlsx"


@bad("empty", "empty-file", "at least one row")
def a_workbook_of_blank_sheets(folder):
    return book(folder, {"Sheet1": [], "Sheet2": []})


@bad("header-only", "empty-file", "at least one row", real=True)
def a_template_nobody_has_filled_in(folder):
    return book(folder, {"Who": [["person", "post", "organization"]], "Ties": [["from", "to"]]})


@bad("unknown-columns", "unknown-format", "Name each sheet", real=True)
def a_workbook_about_something_else(folder):
    return book(folder, {"Budget": [["item", "cost"], ["chairs", 5]], "Q2": [["item"], ["rent"]]})


@bad("unknown-sheets", "unknown-sheet", "(ignore)", sheet="Pivot", real=True)
def a_pivot_table_among_the_sheets(folder):
    return book(folder, {"Ties": TIES, "Pivot": [["Row Labels", "Count"], ["Ana", 4]]})


@bad("no-column-names", "no-header", "row of names", sheet="Ties", row=1, real=True)
def a_sheet_that_begins_with_its_data(folder):
    return book(folder, {"Ties": [["Ana Ruiz", "City Hall"], ["City Hall", "YMCA"]]})


@bad("two-headers", "two-headers", "delete row 2", sheet="Who", row=2, cell="C2", real=True)
def a_sheet_with_headings_in_two_rows(folder):
    top = ["person", "organization", ""]
    below = ["", "name", "town"]
    rows = [[f"Ana {n}", "YMCA", "Eastbank"] for n in range(4)]
    return book(folder, {"Who": [top, below, *rows]})


# --- JSON --------------------------------------------------------------------------------------


@bad("json", "bad-json", "Delete the last comma", row=3, column="1", real=True)
def json_with_a_comma_too_many(folder):
    return write(folder, "map.json", '{\n"elements": [{"label": "Ana"}],\n}')


@bad("json", "bad-json", "export it again", row=2, column="15", real=True)
def json_cut_off_in_the_middle(folder):
    return write(folder, "map.json", '{"elements":\n[{"label": 1},')


@bad("json", "bad-json", "plain text editor", row=1, column="2", real=True)
def json_with_curly_quotation_marks(folder):
    return write(folder, "map.json", "{“elements”: []}")


@bad("json", "bad-json", "Add one before line 2", row=2, column="1")
def json_without_a_comma_between_elements(folder):
    return write(folder, "map.json", '{"elements": [{"label": "Ana"}\n{"label": "Ben"}]}')


@bad("json-depth", "too-large", "Export it anew")
def json_nested_a_hundred_thousand_deep(folder):
    return write(folder, "map.json", '{"elements": ' + "[" * 100_000 + "]" * 100_000 + "}")


@bad("unknown-ids", "unknown-id", 'Did you mean "YMCA"', sheet="connections", row=1, column="to")
def a_kumu_connection_to_nobody(folder):
    elements = [{"id": "e1", "label": "Ana"}, {"id": "e2", "label": "YMCA"}]
    content = {"elements": elements, "connections": [{"from": "e1", "to": "YMAC"}]}
    return write(folder, "map.json", json.dumps(content))


@bad("json-shape", "bad-json", "Export the map again", sheet="elements", row=2)
def a_kumu_element_that_is_no_object(folder):
    return write(folder, "map.json", json.dumps({"elements": [{"label": "Ana"}, "Ben"]}))


@bad("json-shape", "bad-json", '"frames"', sheet="people")
def own_json_whose_frame_is_no_list(folder):
    return write(folder, "data.json", json.dumps({"civicnet": "0", "frames": {"people": "Ana"}}))


@bad("unknown-sheets", "unknown-sheet", 'Did you mean "people"', sheet="peoples")
def own_json_with_an_unknown_frame(folder):
    frames = {"peoples": [], "ties": [{"source": "Ana", "target": "YMCA"}]}
    return write(folder, "data.json", json.dumps({"civicnet": "0", "frames": frames}))


@bad("json-shape", "unknown-format", "answer of civicnet")
def an_answer_taken_for_data(folder):
    content = {"civicnet": "0", "question": "brokers", "tables": {}}
    return write(folder, "answer.json", json.dumps(content))


@bad("other-json", "not-yet", "source and target", real=True)
def a_graph_from_networkx(folder):
    return write(folder, "graph.json", json.dumps({"nodes": [{"id": 1}], "links": []}))


# --- other programs ----------------------------------------------------------------------------


@bad("other-graph", "not-yet", "Data Laboratory", real=True)
def a_gephi_graph(folder):
    return write(folder, "graph.gexf", '<?xml version="1.0"?><gexf version="1.2"><graph/></gexf>')


@bad("other-graph", "not-yet", "Data Laboratory")
def a_graphml_file_called_xml(folder):
    return write(folder, "graph.xml", '<?xml version="1.0"?><graphml><graph/></graphml>')


@bad("other-graph", "not-yet", "CSV")
def a_pajek_network_called_txt(folder):
    return write(folder, "graph.txt", '*Vertices 2\n1 "Ana"\n2 "Ben"\n*Edges\n1 2\n')


@bad("other-graph", "not-yet", "UCINET")
def a_ucinet_file(folder):
    return write(folder, "graph.dl", "dl n=2 format=fullmatrix\ndata:\n0 1\n1 0\n")


@bad("other-graph", "not-yet", "UCINET")
def a_netdraw_file(folder):
    return write(folder, "graph.vna", "*Node data\nID value\n1 10\n*Tie data\nfrom to\n1 1\n")


@bad("other-graph", "not-yet", "Data Laboratory")
def a_gml_file(folder):
    return write(folder, "graph.gml", "graph [ node [ id 1 ] ]\n")


@bad("statistics", "not-yet", "Save it as CSV", real=True)
def an_spss_file(folder):
    return write(folder, "survey.sav", b"$FL2@(#) SPSS DATA FILE" + bytes(200))


@bad("not-a-table", "unknown-format", "spreadsheet it was made from", real=True)
def a_pdf(folder):
    return write(folder, "partners.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")


@bad("not-a-table", "unknown-format", "Type the table", real=True)
def a_photograph_of_the_whiteboard(folder):
    return write(folder, "board.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)))


@bad("not-a-table", "unknown-format", "CSV UTF-8")
def bytes_of_no_known_program(folder):
    return write(folder, "data.bin", bytes(range(32)) * 40)


@bad("compressed", "unknown-format", "Unpack it")
def a_compressed_csv(folder):
    return write(folder, "ties.csv.gz", gzip.compress(b"from,to\nAna,YMCA\n", mtime=0))


# --- folders -----------------------------------------------------------------------------------


@bad("folder", "empty-file", "people.csv")
def an_empty_folder(folder):
    (folder / "data").mkdir()
    return folder / "data"


@bad("folder", "empty-file", "data/partners.xlsx", real=True)
def a_folder_with_a_workbook_in_it(folder):
    (folder / "data").mkdir()
    book(folder / "data", {"Ties": TIES}, "partners.xlsx")
    return folder / "data"


@bad("damaged-parquet", "unreadable-file", "Write it again")
def a_parquet_file_cut_short(folder):
    return write(folder, "ties.parquet", b"PAR1" + bytes(50))


def bytes_of_book(sheets: Mapping[str, list[list[object]]]) -> bytes:
    """Give a small workbook as bytes, for mutation."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()
