"""An article as it is read beside a case, and its versions."""

from app.services.knowledge.article_list import ArticleRow, articles
from app.views.dialogs.article_versions import ArticleVersions
from app.views.dialogs.read_article import ReadArticle
from app.views.scenes import Scenes
from app.views.studio import Studio


def _article(studio: Studio) -> ArticleRow:
    """Return the article that has helped most."""
    with studio.desk.database.read() as session:
        return max(articles(session), key=lambda row: row.helped)


SCENES: Scenes = {
    ArticleVersions: {"": lambda studio: ArticleVersions(studio.desk, studio.window, _article(studio))},
    ReadArticle: {"": lambda studio: ReadArticle(studio.desk, studio.window, _article(studio).id, studio.case.id)},
}
