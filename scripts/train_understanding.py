#!/usr/bin/env python3
"""Trains the learned part of the understanding (training/README.md).

    scripts/train_understanding.py [--evaluate] [--sentences DIR] [--out FILE]

Reads the labelled sentences, asks build/release/mta-features for their features, fits one linear
model a label and writes the weights that are compiled into the binary. --evaluate trains on 85 in
100 sentences, tells how well the others are recognised, and writes nothing. The same sentences
give the same file."""

import argparse
import collections
import hashlib
import pathlib
import struct
import subprocess
import sys

import numpy as np
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.linear_model import LogisticRegression

ROOT = pathlib.Path(__file__).resolve().parents[1]
SPEAKERS = ("complaint", "emergency", "despair", "clinic", "other")
# What a feature counts beside a text of length 1; who speaks is told from what the rules find rather.
PARTS = {"hint": 0.1, "pair": 0.035}
PARTS_OF_SPEAKERS = {"hint": 0.15, "pair": 0.05}
USUAL_LENGTH = 14  # as in src/catalogue/learned/model.cpp
FEWEST = 12  # sentences a label needs
MOST_ENTRIES = 440_000  # two bytes each
SPEAKERS_COUNT = 1.5  # how much more than another label
STRENGTH = 60  # of the fit: the inverse of the regularisation
STRENGTH_OF_SPEAKERS = 5
STRENGTH_OF_FEW = 150
HINTS_LEFT_OUT = (0.5,)  # of a sentence's further copies
HINTS_LEFT_OUT_OF_SPEAKERS = (0.3, 0.5, 0.7)
BLOCK = 256  # numbers of features that share a start


class Sentence:
    def __init__(self, line, where):
        try:
            self.language, labels, self.text = line.split("\t")
        except ValueError:
            raise SystemExit(f"{where}: three columns are needed")
        self.labels = {f"no_{label[1:]}" if label.startswith("-") else label for label in labels.split()}
        speakers = self.labels & set(SPEAKERS)
        self.is_phrase = not speakers  # says which topic and no more
        if len(speakers) > 1 or (self.is_phrase and not self.labels):
            raise SystemExit(f"{where}: one of {', '.join(SPEAKERS)} is needed")

    def is_held_out(self):
        return not self.is_phrase and int(hashlib.sha256(self.text.encode()).hexdigest()[:8], 16) % 100 < 15


def read_sentences(folder, known):
    """Each text once, in the order of the files' names."""
    by_text = {}
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            sentence = Sentence(line, f"{path.name}:{number}")
            sentence.labels -= {one for one in sentence.labels - known if one.startswith("no_")}  # too rare
            if unknown := sentence.labels - known:
                raise SystemExit(f"{path.name}:{number}: unknown labels {unknown}")
            by_text.setdefault(sentence.text, sentence)
    return list(by_text.values())


def digest_of(folder):
    """What the test of the committed table compares (tests/unit/catalogue/learned_test.cpp)."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.tsv")):
        digest.update(path.read_bytes())
    return digest.digest()


class Features:
    """From the program's own code (tools/features.cpp): there is no second implementation."""

    def __init__(self, tool):
        self.tool = tool
        header, *self.labels = self.run([], "--labels")
        self.version, self.hints, self.first_text, self.count = (int(part) for part in header.split())

    def run(self, lines, argument):
        text = "".join(line + "\n" for line in lines)
        done = subprocess.run([self.tool, argument], input=text, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def of(self, texts):
        """A row a text. The weights are written as the rows are: a hint 1, a feature of a text
        USUAL_LENGTH / root of their number."""
        lines = self.run(texts, str(ROOT / "knowledge"))
        rows = [np.array(line.split(), dtype=np.int32) for line in lines]
        values = [np.where(row < self.first_text, 1, USUAL_LENGTH / np.sqrt((row >= self.first_text).sum()))
                  for row in rows]
        starts = np.cumsum([0] + [len(row) for row in rows])
        return csr_matrix((np.concatenate(values), np.concatenate(rows), starts), shape=(len(rows), self.count))

    def importance(self, parts):
        """How much of a weight each feature may have: rare pairs are less to be trusted."""
        column = np.arange(self.count)
        return np.where(column >= self.first_text, 1 / USUAL_LENGTH,
                        np.where(column < self.hints, parts["hint"], parts["pair"]))

    def with_fewer_hints(self, rows, shares):
        """The rows, and a copy of them without some hints for each of the shares. The lists have
        grown with these sentences and know them better than a visitor's: a model that learnt from
        all their hints would trust them too much."""
        return vstack([rows] + [self.without(rows, share, seed) for seed, share in enumerate(shares, 1)]).tocsr()

    def without(self, rows, share, seed):
        rows = rows.copy()
        left_out = (rows.indices < self.first_text) & (np.random.default_rng(seed).random(len(rows.indices)) < share)
        rows.data[left_out] = 0
        rows.eliminate_zeros()
        return rows


class Model:
    """Weights and a constant, a column a label."""

    def __init__(self, weights, constants):
        self.weights = weights
        self.constants = constants

    def scores(self, features):
        return features @ self.weights + self.constants


def fit_speakers(features, rows, sentences):
    whole = np.array([not one.is_phrase for one in sentences])
    speaker = [next(i for i, s in enumerate(SPEAKERS) if s in one.labels) for one in sentences if not one.is_phrase]
    importance = features.importance(PARTS_OF_SPEAKERS)
    rows = features.with_fewer_hints(rows[whole], HINTS_LEFT_OUT_OF_SPEAKERS) @ diags(importance)
    copies = 1 + len(HINTS_LEFT_OUT_OF_SPEAKERS)
    together = LogisticRegression(C=STRENGTH_OF_SPEAKERS, max_iter=400, tol=1e-3).fit(rows, speaker * copies)
    assert list(together.classes_) == list(range(len(SPEAKERS)))
    return together.coef_.T * importance[:, None], together.intercept_


def fit_label(features, said, strength):
    """`said`: true, false, or -1 where it is not known."""
    known = np.flatnonzero(said >= 0)
    features, said = features[known], said[known]
    one = LogisticRegression(C=strength, solver="liblinear", random_state=1, tol=1e-2).fit(features, said)
    return one.coef_[0], one.intercept_[0]


def largest(weights, features):
    """Which weights the table has room for: the largest, and those of frequent features rather."""
    frequency = np.asarray((features > 0).sum(axis=0)).ravel()
    size = np.abs(weights) * (frequency**0.25)[:, None]
    size[:, : len(SPEAKERS)] *= SPEAKERS_COUNT
    return size >= np.partition(size.ravel(), -MOST_ENTRIES)[-MOST_ENTRIES]


def fit(features, rows, sentences):
    """Fits each label, keeps the largest weights and fits them again without the others."""
    labels = features.labels
    importance = features.importance(PARTS)
    speakers = len(SPEAKERS)
    weights = np.zeros((rows.shape[1], len(labels)))
    constants = np.full(len(labels), -20.0)  # never said: too few sentences
    weights[:, :speakers], constants[:speakers] = fit_speakers(features, rows, sentences)
    rows = (features.with_fewer_hints(rows, HINTS_LEFT_OUT) @ diags(importance)).tocsc()
    sentences = sentences * (1 + len(HINTS_LEFT_OUT))
    topics = {label for one in sentences if one.is_phrase for label in one.labels}
    said = {column: np.array([-1 if one.is_phrase and label not in topics else label in one.labels
                              for one in sentences], dtype=int)
            for column, label in enumerate(labels) if column >= speakers}
    said = {column: known for column, known in said.items() if (known > 0).sum() >= FEWEST}
    for column, known in said.items():
        coefficients, constants[column] = fit_label(rows, known, STRENGTH)
        weights[:, column] = coefficients * importance
    kept = largest(weights, rows)
    weights[~kept] = 0
    for column, known in said.items():
        few = np.flatnonzero(kept[:, column])
        again, constants[column] = fit_label(rows[:, few], known, STRENGTH_OF_FEW)
        weights[few, column] = again * importance[few]
    return Model(weights, constants)


def quantised(model):
    """In steps of 1/127 of a label's largest weight."""
    scales = np.maximum(np.abs(model.weights).max(axis=0) / 127, 1e-9)
    steps = np.rint(model.weights / scales)
    return Model(steps * scales, model.constants), steps.astype(np.int8), scales


def write(path, features, digest, steps, scales, constants):
    """Little-endian; read by src/catalogue/learned/model.cpp."""
    buckets, labels = steps.shape
    kept = [np.flatnonzero(steps[feature]) for feature in range(buckets)]
    starts = np.cumsum([0] + [len(one) for one in kept])
    blocks = starts[:-1:BLOCK]
    within = starts[:-1] - np.repeat(blocks, BLOCK)
    assert within.max() < 1 << 16
    out = struct.pack("<4sIIII", b"MTAL", features.version, buckets, labels, int(starts[-1])) + digest
    out += scales.astype("<f4").tobytes() + constants.astype("<f4").tobytes()
    out += blocks.astype("<u4").tobytes() + within.astype("<u2").tobytes()
    entries = bytearray()
    for feature, columns in enumerate(kept):
        for column in columns:
            entries += struct.pack("<Bb", column, steps[feature, column])
    path.write_bytes(out + entries)


def write_expected(path, features, rows, model, cases=8):
    """Hints, features of the text and scores of some sentences, a line each."""
    lines = []
    for at in np.linspace(0, rows.shape[0] - 1, cases, dtype=int):
        row = rows[int(at)]
        for chosen in (row.indices < features.first_text, row.indices >= features.first_text):
            lines.append(" ".join(str(feature) for feature in row.indices[chosen]))
        lines.append(" ".join(f"{score:.4f}" for score in np.asarray(model.scores(row)).ravel()))
    path.write_text("\n".join(lines) + "\n")


def table(title, rows):
    print(f"\n{title}\n  {'':22} {'count':>5} {'recall':>7} {'precision':>9}")
    for name, (found, wanted, said) in rows.items():
        if wanted:
            print(f"  {name:22} {wanted:5} {100 * found / wanted:6.0f}% {100 * found / max(said, 1):8.0f}%")


def report(scores, sentences, labels):
    rows = collections.OrderedDict((name, [0, 0, 0]) for name in labels)
    care = collections.defaultdict(lambda: [0, 0, 0])
    for row, one in zip(scores, sentences):
        speaker = SPEAKERS[int(np.argmax(row[: len(SPEAKERS)]))]
        said = {speaker} | {label for label, score in zip(labels, row) if label not in SPEAKERS and score > 0}
        for label in labels:
            rows[label][0] += label in said and label in one.labels
            rows[label][1] += label in one.labels
            rows[label][2] += label in said
        ill = bool(one.labels & {"complaint", "emergency", "despair"})
        for name in ("all", one.language):
            care[name][0] += ill and speaker in SPEAKERS[:3]
            care[name][1] += ill
            care[name][2] += speaker in SPEAKERS[:3]
    table("each label", rows)
    table("needs a doctor", dict(sorted(care.items())))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--sentences", type=pathlib.Path, default=ROOT / "training")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "src/catalogue/learned/weights.bin")
    parser.add_argument("--tool", default=str(ROOT / "build/release/mta-features"))
    arguments = parser.parse_args()
    features = Features(arguments.tool)
    sentences = read_sentences(arguments.sentences, set(features.labels))
    if arguments.evaluate:
        training = [one for one in sentences if not one.is_held_out()]
        others = [one for one in sentences if one.is_held_out()]
    else:
        training = sentences
    rows = features.of([one.text for one in training])
    model, steps, scales = quantised(fit(features, rows, training))
    print(f"{len(training)} sentences, {np.count_nonzero(steps)} weights", file=sys.stderr)
    if arguments.evaluate:
        report(model.scores(features.of([one.text for one in others])), others, features.labels)
        return
    write(arguments.out, features, digest_of(arguments.sentences), steps, scales, model.constants)
    write_expected(arguments.sentences / "expected_scores.txt", features, rows, model)


if __name__ == "__main__":
    main()
