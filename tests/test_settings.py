"""Which setting wins, and what is said of those that cannot be used?"""

from pathlib import Path

import pytest

from faq_bot.errors import SettingsError
from faq_bot.settings import Settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "faq-bot.toml"


def faults_of(flags, environment, file):
    with pytest.raises(SettingsError) as caught:
        Settings.load(flags, environment, file)
    return [str(fault).replace(str(file), "faq-bot.toml") for fault in caught.value.faults]


def test_defaults(file):
    found = Settings.load({}, {}, file)
    assert (found.corpus, found.host, found.port) == (Path("corpus"), "127.0.0.1", 8000)


@pytest.mark.parametrize(
    ("text", "environment", "flags", "port"),
    [
        pytest.param("", {}, {}, 8000, id="default"),
        pytest.param("port = 1", {}, {}, 1, id="file"),
        pytest.param("port = 1", {"FAQ_BOT_PORT": "2"}, {}, 2, id="environment-over-file"),
        pytest.param("port = 1", {"FAQ_BOT_PORT": "2"}, {"port": 3}, 3, id="flag-over-both"),
        pytest.param("port = 1", {}, {"port": None}, 1, id="flag-not-given"),
        pytest.param("", {"FAQ_BOT_PORT": "2"}, {"port": 0}, 0, id="flag-of-nought-is-given"),
        pytest.param("\ufeffport = 1\r\n", {}, {}, 1, id="file-from-windows"),
        pytest.param("port = '8'", {"PORT": "7", "faq_bot_port": "6"}, {}, 8, id="only-our-own-names"),
        pytest.param("port = 99999", {"FAQ_BOT_PORT": "2"}, {}, 2, id="what-is-overruled-does-not-matter"),
    ],
)
def test_the_later_wins(file, text, environment, flags, port):
    file.write_bytes(text.encode())
    assert Settings.load(flags, environment, file).port == port


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("corpus", "articles"),
        ("host", "0.0.0.0"),
        ("port", "65535"),
        ("threads", "8"),
        ("largest_file", "100"),
        ("state", "var/state"),
        ("public_url", "https://faq.example"),
    ],
)
def test_each_setting_can_be_given_in_each_place(file, key, value):
    file.write_text(f'{key} = "{value}"')
    from_file = Settings.load({}, {}, file)
    from_environment = Settings.load({}, {f"FAQ_BOT_{key.upper()}": value}, file.with_name("none.toml"))
    from_flag = Settings.load({key: value}, {}, file.with_name("none.toml"))
    assert from_file == from_environment == from_flag != Settings()
    assert str(getattr(from_flag, key)) == value


@pytest.mark.parametrize(
    ("flags", "environment", "text", "fault"),
    [
        pytest.param(
            {"port": 65536}, {}, "", "--port: is 65536; give a whole number from 0 to 65535", id="port-too-high"
        ),
        pytest.param(
            {"port": -1}, {}, "", "--port: is -1; give a whole number from 0 to 65535", id="port-below-nought"
        ),
        pytest.param({}, {"FAQ_BOT_PORT": "http"}, "", "FAQ_BOT_PORT: is 'http'; give a whole number ", id="port-word"),
        pytest.param({}, {"FAQ_BOT_PORT": ""}, "", "FAQ_BOT_PORT: is ''; give a whole number ", id="port-empty"),
        pytest.param(
            {}, {"FAQ_BOT_PORT": "²"}, "", "FAQ_BOT_PORT: is '²'; give a whole number ", id="port-superscript"
        ),
        pytest.param({}, {}, "port = true", "faq-bot.toml, port: is True; give a whole number ", id="port-true"),
        pytest.param({}, {}, "port = 80.0", "faq-bot.toml, port: is 80.0; give a whole number ", id="port-fraction"),
        pytest.param({}, {}, "port = [80]", "faq-bot.toml, port: is [80]; give a whole number ", id="port-list"),
        pytest.param(
            {},
            {"FAQ_BOT_THREADS": "0"},
            "",
            "FAQ_BOT_THREADS: is 0; give a whole number from 1 to 64",
            id="no-threads",
        ),
        pytest.param({}, {"FAQ_BOT_LARGEST_FILE": "0"}, "", "FAQ_BOT_LARGEST_FILE: is ", id="no-size"),
        pytest.param({"corpus": " "}, {}, "", "--corpus: is ' '; give a text", id="corpus-blank"),
        pytest.param({"corpus": ""}, {}, "", "--corpus: is ''; give a text", id="corpus-empty"),
        pytest.param({"state": ""}, {}, "", "--state: is ''; give a text", id="state-empty"),
        pytest.param(
            {}, {"FAQ_BOT_STATE": "corpus/s"}, "", "FAQ_BOT_STATE: is a folder in the corpus; ", id="state-in-corpus"
        ),
        pytest.param({}, {}, "state = './corpus'", "faq-bot.toml, state: is a folder in ", id="state-is-it"),
        pytest.param({}, {}, "host = 127", "faq-bot.toml, host: is 127; give a text", id="host-number"),
        pytest.param(
            {},
            {"FAQ_BOT_PROT": "1"},
            "",
            "FAQ_BOT_PROT: is not a setting; use one of corpus, host, port, ",
            id="unknown-variable",
        ),
        pytest.param({}, {}, "prot = 1", "faq-bot.toml, prot: is not a setting; use one of corpus, ", id="unknown-key"),
        pytest.param({}, {}, "embed_on = 1", "faq-bot.toml, embed_on: is 1; give a list of sites, ", id="sites-number"),
        pytest.param({}, {}, "embed_on = [1]", "faq-bot.toml, embed_on: is 1; give a site alone, ", id="site-number"),
        pytest.param(
            {}, {}, "public_url = ['a']", "faq-bot.toml, public_url: is ['a']; give a site alone, ", id="own-list"
        ),
        pytest.param({}, {}, "public_url = 1", "faq-bot.toml, public_url: is 1; give a site alone, ", id="own-number"),
        pytest.param(
            {}, {"FAQ_BOT_PUBLIC_URL": ""}, "", "FAQ_BOT_PUBLIC_URL: is ''; give a site alone, ", id="own-empty"
        ),
        pytest.param(
            {},
            {},
            "public_url = 'https://münchen.de'",
            "faq-bot.toml, public_url: is 'https://münchen.de'; write it as browsers do: https://xn--mnchen-3ya.de",
            id="own-other-letters",
        ),
        pytest.param(
            {},
            {"FAQ_BOT_PUBLIC_URL": "https://faq.example/chat"},
            "",
            "FAQ_BOT_PUBLIC_URL: is 'https://faq.example/chat'; give a site alone, without a path or a *, as in https://",
            id="own-path",
        ),
        pytest.param({}, {}, "[server]\nport = 1", "faq-bot.toml, server: is not a setting; ", id="table"),
        pytest.param({}, {}, "port: 1", "faq-bot.toml: is not TOML: ", id="yaml"),
        pytest.param({}, {}, "port = " + "9" * 5000, "faq-bot.toml: is not TOML: ", id="endless-number"),
        pytest.param({}, {}, "port = " + "[" * 5000, "faq-bot.toml: is not TOML: ", id="deep-nesting"),
        pytest.param({}, {}, b"host = '\xff'", "faq-bot.toml: is not TOML: ", id="not-utf-8"),
    ],
)
def test_a_faulty_setting(file, flags, environment, text, fault):
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    (told,) = faults_of(flags, environment, file)
    assert told.startswith(fault)
    assert "\n" not in told


SITES = [
    pytest.param("https://a.example", ("https://a.example",), id="one"),
    pytest.param("https://a.example, http://b.example:8080", ("https://a.example", "http://b.example:8080"), id="two"),
    pytest.param(" https://a.example ,", ("https://a.example",), id="spaces-and-a-comma-too-many"),
    pytest.param("https://a.example,https://a.example", ("https://a.example",), id="twice"),
    pytest.param("HTTPS://WWW.A.example", ("https://www.a.example",), id="large-letters"),
    pytest.param(
        "https://a.example:443,http://a.example:80", ("https://a.example", "http://a.example"), id="usual-port"
    ),
    pytest.param("http://a.example:443", ("http://a.example:443",), id="the-other-ones-usual-port"),
    pytest.param("http://127.0.0.1:8000,http://localhost", ("http://127.0.0.1:8000", "http://localhost"), id="here"),
    pytest.param("https://xn--mnchen-3ya.example", ("https://xn--mnchen-3ya.example",), id="as-browsers-write-it"),
    pytest.param("https://a.example/,http://b.example:80/", ("https://a.example", "http://b.example"), id="slash"),
    pytest.param(
        "https://a_b.example,https://_a.example", ("https://a_b.example", "https://_a.example"), id="lower-line"
    ),
    pytest.param("", (), id="nobody"),
]


@pytest.mark.parametrize(("text", "sites"), SITES)
def test_which_sites_may_show_the_widget(file, text, sites):
    assert Settings.load({}, {"FAQ_BOT_EMBED_ON": text}, file).embed_on == sites
    file.write_text(f"embed_on = {[site.strip() for site in text.split(',') if site.strip()]}")
    assert Settings.load({}, {}, file).embed_on == sites


def test_where_this_site_is_may_end_in_a_slash(file):
    file.write_text('public_url = "https://FAQ.example.com/"')
    assert Settings.load({}, {}, file).public_url == "https://faq.example.com"


@pytest.mark.parametrize(
    ("site", "remedy"),
    [
        pytest.param("https://münchen.example", ": https://xn--mnchen-3ya.example", id="umlaut"),
        pytest.param("http://WWW.Bücher.example:8080/", ": http://www.xn--bcher-kva.example:8080", id="port-and-slash"),
        pytest.param("https://東京.example", ": https://xn--1lqs71d.example", id="characters"),
        pytest.param("https://ａ.example", ": https://a.example", id="wide-letters"),
        pytest.param("https://straße.example", ", with xn-- for other letters than a to z, ", id="sharp-s"),
        pytest.param("https://ü..example", ", with xn-- for other letters than a to z, ", id="empty-part"),
        pytest.param(f"https://{'ü' * 80}.example", ", with xn-- for other letters than a to z, ", id="long-part"),
        pytest.param("https://ex！.example", ", with xn-- for other letters than a to z, ", id="sign"),
    ],
)
def test_a_host_of_other_letters_is_to_be_written_as_browsers_do(file, site, remedy):
    (told,) = faults_of({}, {"FAQ_BOT_EMBED_ON": site}, file)
    assert told.startswith(f"FAQ_BOT_EMBED_ON: is {site!r}; write it as browsers do{remedy}")
    assert "\n" not in told


@pytest.mark.parametrize(
    "site",
    [
        "a.example",
        "//a.example",
        "ftp://a.example",
        "https:a.example",
        "https://",
        "https:///",
        "https://a.example//",
        "https://a.example/page",
        "https://a.example/page/",
        "https://a.example/ü",
        "https://a.example?x",
        "https://a.example#x",
        "https://*.a.example",
        "*",
        "null",
        "'self'",
        "https://me@a.example",
        "https://a.example:0",
        "https://a.example:65536",
        "https://a.example:x",
        "https://a..example",
        "https://-a.example",
        "https://a.example; script-src *",
        "https://a.example https://b.example",
        "https://a.example\nX-Header: 1",
        "https://*.münchen.example",
        "https://[::1]",
    ],
)
def test_what_is_not_a_site(file, site):
    (told,) = faults_of({}, {"FAQ_BOT_EMBED_ON": f"https://a.example,{site}"}, file)
    assert told.startswith(f"FAQ_BOT_EMBED_ON: is {site!r}; give a site alone, without a path or a *, as in https://")
    assert "\n" not in told


def test_every_site_that_cannot_be_used_is_told_at_once(file):
    told = faults_of({}, {"FAQ_BOT_EMBED_ON": "*,https://a.example,b.example"}, file)
    assert [fault.split(";")[0] for fault in told] == ["FAQ_BOT_EMBED_ON: is '*'", "FAQ_BOT_EMBED_ON: is 'b.example'"]


@pytest.mark.parametrize(
    ("flags", "folder"),
    [
        pytest.param({}, ".faq-bot/corpus", id="beside-the-corpus-by-its-name"),
        pytest.param({"corpus": "../docs/articles/"}, "../docs/.faq-bot/articles", id="wherever-the-corpus-is"),
        pytest.param({"corpus": "articles/.."}, "../.faq-bot/{here}", id="the-working-folder"),
        pytest.param({"state": "var"}, "var", id="as-it-is-given"),
        pytest.param({"state": "corpus-state"}, "corpus-state", id="a-name-that-begins-alike-is-outside"),
    ],
)
def test_where_built_generations_are_kept(file, tmp_path, monkeypatch, flags, folder):
    monkeypatch.chdir(tmp_path)
    found = Settings.load(flags, {}, file).state_folder.absolute().resolve()
    assert found == (tmp_path / folder.format(here=tmp_path.name)).resolve()


def test_a_corpus_that_is_a_link_keeps_its_state_by_its_own_name(tmp_path):
    (tmp_path / "release-1").mkdir()
    (tmp_path / "corpus").symlink_to(tmp_path / "release-1")
    assert Settings(corpus=tmp_path / "corpus").state_folder == tmp_path / ".faq-bot" / "corpus"


def test_every_fault_is_told_at_once(file):
    file.write_text("prot = 1\nthreads = 0\n")
    assert sorted(told.split(":")[0] for told in faults_of({"port": -1}, {"FAQ_BOT_HOST": ""}, file)) == [
        "--port",
        "FAQ_BOT_HOST",
        "faq-bot.toml, prot",
        "faq-bot.toml, threads",
    ]


def test_a_file_that_cannot_be_read(file):
    file.mkdir()
    assert faults_of({}, {}, file)[0].startswith("faq-bot.toml: cannot be read (Is a directory); ")
