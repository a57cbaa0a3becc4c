"""Whether a word could be a Vietnamese syllable: how text in an old font is told from text that only looks odd."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"\S+")
_ONSETS = _WORD.findall("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_RIMES = _WORD.findall("""
a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ôông ơ ơi ơm ơn ơng ơp ơt ơu
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôp uôt up ut uy uya uych uyên uyêt uynh uyp uyt uyu
uơ ư ưa ưc ưi ưm ưn ưng ưp ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu ych ym yn ynh yt
""")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPS = ("c", "ch", "p", "t")
_ALL = {onset + rime for onset in ["", *_ONSETS] for rime in _RIMES} | {
    "gi",
    "gin",
    "gip",
    "gich",
    "giêt",
    "giêng",
    "qu",
}
_NOT_LETTERS = re.compile(r"[\s\d!-/:-@\[-`{-~“”‘’–…]+")


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """One syllable with at most one tone, which stands on a vowel; stops take only the tones sắc and nặng."""
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFC", word).lower())
    tones = [mark for mark in parts if mark in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    if bare not in _ALL:
        return False
    return not (bare.endswith(_STOPS) and tones and tones[0] not in "\u0301\u0323")


def words_of(text: str) -> list[str]:
    """The text's words: runs without spaces, digits and signs of ASCII."""
    return [word for word in _NOT_LETTERS.split(text) if word]
