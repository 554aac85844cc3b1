import copy
import json
import logging
import re
from datetime import datetime

import numpy as np
import pandas as pd

logger = logging.getLogger(__name__)
WORD = re.compile("[a-z]+")


class Writer:
    def __init__(self):
        self.text = ""
        self.count = 0
        self.parts = []

    def write(self, names):
        data = b""
        text = ""
        own = ""
        count = 0
        for name in names:
            data += name.encode()  # cost: bytes-built-in-loop
            self.text += name  # cost: string-built-in-loop
            self.count += 1
            count += len(name)
            text = f"{text}é{name}"  # cost: string-built-in-loop
            own += name
            part = b""
            part += name
            self.parts += [part]
        data += b"\n"
        return data, text, own, count


def expressions(lines):
    found = []
    for line in lines:
        if re.match(r"\d+", line):  # cost: regex-in-loop
            found.append(WORD.findall(line))
        if not line:
            raise ValueError(re.sub("x", "y", line))
        if line == "end":
            logger.debug(f"end {line}")
            break
    return [re.sub("a", "b", line) for line in lines], re.match("x", lines[0])  # cost: regex-in-loop


def queue(tasks, table):
    known = []
    members = set()
    while tasks:
        task = tasks.pop(0)  # cost: front-of-list
        tasks.insert(0, task)  # cost: front-of-list
        tasks.pop()
        table.pop(0, None)
        if task in known or task in members:  # cost: search-in-list
            continue
        known.append(task)
        members.add(task)
    return tasks.pop(0)


def indices(xs, ys):
    total = 0
    for i in range(len(xs)):  # cost: index-loop
        total += xs[i]
    for i in range(len(xs)):
        xs[i] = ys[i]
    for i in range(10):
        total += xs[i]
    squares = []
    for x in xs:
        squares.append(x * x)  # cost: list-built-by-append
    evens = []
    for x in xs:
        total += x
        evens.append(x)
    return total, squares


def tables(frame, files):
    total = 0
    for index, row in frame.iterrows():  # cost: rows-one-by-one
        total += row["x"]
    frame["y"] = frame.apply(lambda row: row["x"] + 1, axis=1)  # cost: rows-one-by-one
    frame["z"] = frame["x"].apply(str)
    array = np.zeros(0)
    for file in files:
        part = pd.read_csv(file)
        frame = pd.concat([frame, part])  # cost: array-grown-in-loop
        array = np.append(array, part["x"])  # cost: array-grown-in-loop
        joined = np.concatenate([part, part])
    return pd.concat([frame, array, joined])


def lists(xs, order):
    all_items = []
    for x in xs:
        all_items = all_items + [x]  # cost: list-copied-to-append
        for item in sorted(order):  # cost: sorted-in-loop
            print(item, flush=True)  # cost: flush-in-loop
        for item in sorted(x):
            print(item)
    return sorted(all_items)


def messages(rows):
    logger.info(f"{len(rows)} rows")
    for row in rows:
        logger.debug(f"row {row}")  # cost: message-formatted-first
        logger.debug("row %s", row)
        logger.error(f"row {row}")
        own = copy.deepcopy(row)  # cost: deep-copy-in-loop
        shallow = copy.copy(row)
        when = datetime.strptime(row["t"], "%Y")  # cost: time-parsed-by-format
        again = json.loads(json.dumps(own))  # cost: deep-copy-in-loop
        logger.debug(shallow, when, again)
    return copy.deepcopy(rows)


def made(xs, rows):
    first = list(sorted(xs, key=len))  # cost: list-made-twice, fix
    second = sorted(list(rows), reverse=True)  # cost: list-made-twice, fix
    if any([x > 3 for x in xs]):  # cost: list-made-to-be-read-once
        return list(set(xs))
    return any(x > 3 for x in first) or "".join([str(x) for x in second])

def ways(n):
    total = 0
    for i in range(1, n):
        total += ways(n - i)  # cost: calls-itself-in-loop
        total = min(total, i, n)  # cost: least-of-few-in-loop
        total = max(total, key=abs)
    words = set([str(i) for i in range(n)])  # cost: list-made-to-be-read-once, fix
    return min(total, len(words))
