"""How does the web reach the bot?

`create_app` is a factory and nothing else. Rooms, in the order in which they import one another: chat, articles, api >
prose, errors > content, headers. `server` runs the app and knows nothing about it.
"""

from flask import Flask

from faq_bot.settings import Settings
from web import api, articles, chat, errors, headers
from web.content import EXTENSION, clinic, open_content

LARGEST_BODY = 16 * 1024
"""Bytes of a request's body at the most."""


def create_app(settings: Settings | None = None, *, follow: bool = True) -> Flask:
    """The site for a deployment's settings, by default those of `Settings.load()`.

    It follows the corpus as it changes, unless `follow` is false. A corpus that cannot be read does not stop it: it
    answers from the content that was saved last, or, without any, with 503 until the corpus is mended;
    `app.extensions["faq_bot"]`, a `Follower`, has the faults.
    """
    settings = settings or Settings.load()
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=20,
        SEND_FILE_MAX_AGE_DEFAULT=0,  # headers settles how long each thing is kept
    )
    app.url_map.merge_slashes = False
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    app.extensions[EXTENSION] = open_content(settings, follow)
    app.context_processor(lambda: {"clinic": clinic()})
    headers.init_app(app)
    errors.init_app(app)
    for room in (chat.room, articles.room, api.room):
        app.register_blueprint(room)
    return app
