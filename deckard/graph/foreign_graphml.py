"""GraphML of other programs, brought to the form in which networkx reads all that it says."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
YED = "{http://www.yworks.com/xml/graphml}"
"""The namespace of what yEd adds: how nodes are drawn, and the labels that it draws."""


def readable_by_networkx(text: str) -> str:
    """Return a file that says the same, with keys of their own and drawn labels as the last data.

    networkx reads a drawn label as `label`, and of several labels the last. It takes the last of
    several keys with one id, too; rustworkx gives a key of nodes and one of edges the same id.

    Raises:
        xml.etree.ElementTree.ParseError: The text is no XML.
    """
    root = ElementTree.fromstring(text)
    _separate_keys(root)
    for node in list(root.iter(f"{GRAPHML}node")):
        _put_drawing_last(node)
    return ElementTree.tostring(root, encoding="unicode")


def _separate_keys(root: Element) -> None:
    """Put into the id of each key what it is for, if ids are repeated."""
    keys = list(root.iter(f"{GRAPHML}key"))
    if len({key.get("id") for key in keys}) == len(keys):
        return
    for key in keys:
        key.set("id", f"{key.get('for')} {key.get('id')}")
    for owner in root.iter():
        for data in owner.findall(f"{GRAPHML}data"):
            data.set("key", f"{owner.tag.removeprefix(GRAPHML)} {data.get('key')}")


def _put_drawing_last(node: Element) -> None:
    """Move a drawing with a label behind the other data; drop one without, which says nothing."""
    for data in [data for data in node if any(part.tag.startswith(YED) for part in data)]:
        node.remove(data)
        if _strip_labels(data):
            node.append(data)


def _strip_labels(data: Element) -> bool:
    """Strip the labels of a drawing, and return whether one holds text."""
    labels = list(data.iter(f"{YED}NodeLabel"))
    for label in labels:
        label.text = (label.text or "").strip()
    return any(label.text for label in labels)
