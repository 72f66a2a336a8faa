"""`template check`, `extract`, and a build with a template of Word, as a person calls them."""

import json

import docx


def house(folder, *texts):
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(folder / "house.docx"))


def test_a_memo_names_its_template_of_word(threadbrief, folder):
    house(folder, "Ministry", "{{ subject }}", "{{ body }}")
    memo = (
        (folder / "memo.yaml")
        .read_text(encoding="utf-8")
        .replace("memo:\n", "memo:\n  template: house.docx\n", 1)
    )
    (folder / "memo.yaml").write_text(memo, encoding="utf-8")
    assert threadbrief("build", "memo.yaml").status == 0
    assert docx.Document(str(folder / "memo.docx")).paragraphs[0].text == "Ministry"
    assert threadbrief("build", "memo.yaml", "--template", "house.docx").status == 0


def test_a_broken_template_leaves_files_as_they_were(threadbrief, folder):
    assert threadbrief("build", "memo.yaml").status == 0
    before = {path.name: path.read_bytes() for path in folder.glob("memo.*")}
    (folder / "house.docx").write_bytes(b"PK\x03\x04 no")
    result = threadbrief("build", "memo.yaml", "--template", "house.docx")
    assert result.status == 1
    assert 'error TB610: template "house.docx" is no Word file' in result.err
    assert {path.name: path.read_bytes() for path in folder.glob("memo.*")} == before


def test_check_says_of_the_template_what_build_says(threadbrief, folder):
    house(folder, "{{ subject }}", "{{ body }}", "{{ sbject }}")
    memo = (
        (folder / "memo.yaml")
        .read_text(encoding="utf-8")
        .replace("memo:\n", "memo:\n  template: house.docx\n", 1)
    )
    (folder / "memo.yaml").write_text(memo, encoding="utf-8")
    checked, built = threadbrief("check", "memo.yaml"), threadbrief("build", "memo.yaml")
    assert (checked.status, built.status) == (0, 0)
    for code in ("TB613", "TB615"):
        assert code in checked.err
        assert checked.err.count(code) == built.err.count(code)
    assert threadbrief("check", "memo.yaml", "--strict").status == 1
    (folder / "house.docx").write_bytes(b"PK\x03\x04 no")
    for arguments in (("check", "memo.yaml"), ("check", "memo.yaml", "--template", "house.docx")):
        result = threadbrief(*arguments)
        assert result.status == 1
        assert "TB610" in result.err
    (folder / "house.docx").unlink()
    assert "TB402" in threadbrief("check", "memo.yaml").err


def test_a_file_edited_since_is_not_overwritten(threadbrief, folder):
    house(folder, "{{ body }}")
    arguments = ("build", "memo.yaml", "--template", "house.docx", "--to", "docx")
    assert threadbrief(*arguments).status == 0
    assert threadbrief(*arguments).status == 0
    edited = docx.Document(str(folder / "memo.docx"))
    edited.add_paragraph("An edit.")
    edited.save(str(folder / "memo.docx"))
    result = threadbrief(*arguments)
    assert result.status == 1
    assert "was changed since threadbrief wrote it" in result.err
    assert "--force" in result.err
    assert threadbrief(*arguments, "--force").status == 0


def test_template_check_says_what_is_used(threadbrief, folder):
    house(folder, "{{ subject }}", "{{ body }}", "{{ sbject }}")
    result = threadbrief("template", "check", "house.docx")
    assert result.status == 0
    assert "places    subject, body" in result.out
    assert "post            Thread Post (not in the template: added)" in result.out
    assert 'did you mean "subject"?' in result.err
    found = json.loads(threadbrief("template", "check", "house.docx", "--json").out)
    assert found["ok"]
    assert found["places"] == ["subject", "body"]
    assert [p["code"] for p in found["problems"]] == ["TB615"]


def test_template_check_refuses_what_a_build_would(threadbrief, folder):
    (folder / "house.docx").write_bytes(b"no")
    assert threadbrief("template", "check", "house.docx").status == 1
    assert not json.loads(threadbrief("template", "check", "house.docx", "--json").out)["ok"]
    assert "TB402" in threadbrief("template", "check", "none.docx").err
    assert "TB610" in threadbrief("template", "check", "memo").err


def test_extract_gives_the_memo_back(threadbrief, folder):
    assert threadbrief("build", "memo.yaml").status == 0
    memo = (folder / "memo.yaml").read_bytes()
    for name in ("memo.docx", "memo.pdf"):
        assert threadbrief("extract", name).out.encode() == memo
        assert threadbrief("extract", name, "-o", "back.yaml").status == 0
        assert (folder / "back.yaml").read_bytes() == memo
    (folder / "back.yaml").write_bytes(b"mine")
    result = threadbrief("extract", "memo.docx", "-o", "back.yaml")
    assert result.status == 1
    assert "TB803" in result.err
    assert (folder / "back.yaml").read_bytes() == b"mine"
    assert threadbrief("extract", "memo.docx", "-o", "back.yaml", "--force").status == 0
    assert "TB605" in threadbrief("extract", "memo.yaml").err
    assert "TB801" in threadbrief("extract", "none.docx").err
