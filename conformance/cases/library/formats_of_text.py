# Formats: TOML, INI, URLs, HTML; handlers and converters that wait.
import configparser
import html
import html.parser
import tomllib
import urllib.parse

print(tomllib.loads('name = "x"\n[server]\nports = [1, 2]\nat = 2024-01-02T03:04:05Z\nratio = 1.5\n', parse_float=suspend))
for broken in ("a = ", "a = 1\na = 2", "[x\n"):
    try:
        tomllib.loads(broken)
    except tomllib.TOMLDecodeError as error:
        print(error)

config = configparser.ConfigParser(converters={"words": lambda text: suspend(text.split())})
config.read_string("[DEFAULT]\nroot = /srv\n[site]\npath = %(root)s/www\nport = 80\non = yes\ntags = a b\n")
site = config["site"]
print(site["path"], site.getint("port"), site.getboolean("on"), site.getwords("tags"), config.sections(), sorted(site))
try:
    config.get("site", "none")
except configparser.NoOptionError as error:
    print(error)
config.read_dict({"new": {"a": "1"}})
suspend(None)
print(config.has_section("new"), config.getfloat("new", "a"), config.get("new", "b", fallback="no"))

parts = urllib.parse.urlsplit("https://user:pw@example.org:8080/a%20b/c;p?q=1&q=2&r=%C3%A9#frag")
print(parts, parts.hostname, parts.port, suspend(parts).geturl(), parts._replace(query="").geturl())
print(urllib.parse.parse_qs(parts.query), urllib.parse.parse_qsl("a=1&b=&c", keep_blank_values=True))
print(urllib.parse.quote("a b/é&"), urllib.parse.quote_plus("a b&"), urllib.parse.unquote("%41+%C3%A9"), urllib.parse.unquote_plus("a+b"))
print(urllib.parse.urlencode({"a": [1, 2], "b": "x y"}, doseq=True), urllib.parse.urljoin("http://h/a/b?c", "../d"))

print(html.escape("<a href='x'>&\"</a>"), html.unescape("&lt;&eacute;&#233;&amp;&notit;"))


class Outline(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append(suspend((tag, attrs)))

    def handle_data(self, data):
        if data.strip():
            self.found.append(data.strip())

    def handle_comment(self, data):
        self.found.append(suspend(("comment", data)))


outline = Outline()
for piece in ("<p class='a'>one<!-- no", "te --><br/>two &am", "p; three</p>"):
    outline.feed(piece)
outline.close()
print(outline.found)
