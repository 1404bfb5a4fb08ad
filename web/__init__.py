"""How does the web reach the bot?

`create_app` is a factory and nothing else. A room a question; which may import which, `pyproject.toml` says. `server`
runs the app and knows nothing about it.
"""

from flask import Flask, Request
from werkzeug.routing import MapAdapter

from faq_bot.questions.feedback import FeedbackLog
from faq_bot.settings import Settings
from web import api, articles, chat, errors, files, frame, headers, language, sitemap, theme, widget
from web.address import address_asked
from web.content import EXTENSION, FEEDBACK, clinic, open_content

LARGEST_BODY = 16 * 1024
"""Bytes of a request's body at the most."""


class _Site(Flask):
    """Flask without a look at the host that was asked for.

    No address of ours depends on the host, and to make sense of one costs more than all else that finds a view.
    """

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        if request is None:
            return super().create_url_adapter(None)
        asked = request.environ
        path = asked.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")  # as WSGI wants it
        return self.url_map.bind(
            "", request.root_path, url_scheme=request.scheme, default_method=request.method, path_info=path
        )


def create_app(settings: Settings | None = None, *, follow: bool = True) -> Flask:
    """The site for a deployment's settings, by default those of `Settings.load()`.

    It follows the corpus as it changes, unless `follow` is false. A corpus that cannot be read does not stop it: it
    answers from the content that was saved last, or, without any, with 503 until the corpus is mended;
    `app.extensions["faq_bot"]`, a `Follower`, has the faults.
    """
    settings = settings or Settings.load()
    app = _Site(__name__, static_folder=None)  # files sends those
    app.config.update(
        SETTINGS=settings,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=60,
    )
    app.url_map.merge_slashes = False
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    app.extensions[EXTENSION] = open_content(settings, follow)
    app.extensions[FEEDBACK] = FeedbackLog(settings.state_folder)
    app.context_processor(lambda: {"clinic": clinic()})
    app.add_template_global(address_asked)
    language.init_app(app)
    frame.init_app(app)
    files.init_app(app)
    errors.init_app(app)
    headers.init_app(app, settings)
    theme.init_app(app)
    for room in (chat.room, articles.room, api.room, sitemap.room, widget.room):
        app.register_blueprint(room)
    return app
