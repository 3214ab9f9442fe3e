"""The command line: arguments → the Dagster job → where the results are. Thin and outermost.

Exit status: 0 complete; 1 bad input or rules, nothing published; 2 wrong usage; 3 complete, but
an invariant did not hold and ``current`` did not move.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.faults import Lang

PROJECT = Path(__file__).parent
INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    os.umask(0o077)  # everything written may name people
    arguments = parser().parse_args(argv)
    try:
        status: int = arguments.command(arguments)
    except KeyboardInterrupt:
        print("已中断；上一次的结果不变。Interrupted; the last results stand.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def command() -> None:
    """The console command: main, and an end at once after Ctrl-C, whatever still runs in the background.

    A run may die at any moment: it only ever adds a folder, and ``current`` moves last.
    """
    status = main()
    if status == INTERRUPTED:
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="hecha", description="核查：社会救助资金月度疑点核查 (monthly audit of assistance payments)"
    )
    commands = top.add_subparsers(required=True, metavar="命令")

    def add(name: str, call: object, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--lang", choices=("zh", "en"), default="zh", help="语言 / language")
        sub.set_defaults(command=call)
        return sub

    demo = add("demo", _demo, "生成合成县数据并核查 (make a synthetic county and audit it)")
    demo.add_argument("--people", type=_people, default=20_000, metavar="N", help="人口 2000–2000000")
    demo.add_argument("--seed", type=int, default=1, metavar="N", help="随机种子")
    demo.add_argument("--folder", type=Path, default=Path("demo"), help="放在哪个文件夹 (default: demo)")

    run = add("run", _run, "核查一个数据文件夹 (audit a data folder)")
    _folders(run)
    run.add_argument("--months", type=_months, metavar="A..B", help="所属期，如 2026-01..2026-06")
    run.add_argument(
        "--memory",
        type=_megabytes,
        default=os.environ.get("HECHA_MEMORY_MB") or "0",
        metavar="MB",
        help="内存约数，结果不变；0 不限 (about how much memory to use; results stay the same; default: 0)",
    )
    run.add_argument("--json", action="store_true", help="在标准输出打印 JSON 摘要")

    check = add("check", _check, "只读取和校验 (read and validate only)")
    _folders(check, out=False)
    check.add_argument("--json", action="store_true", help="在标准输出打印 JSON 摘要")

    rules = add("rules", _rules, "规则维护 (for data stewards)")
    rules.add_argument("action", choices=("check", "test", "list", "show", "preview", "diff"))
    rules.add_argument("rule", nargs="?", help="规则编号，如 DEC-01")
    rules.add_argument("--rules", type=Path, default=PROJECT / "rules", help="规则文件夹")
    rules.add_argument("--against", type=Path, default=PROJECT / "rules", help="diff: 与哪个规则文件夹比较")
    rules.add_argument("--data", type=Path, help="preview、diff: 数据文件夹")
    rules.add_argument("--out", type=Path, default=Path("out"), help="借用其缓存 (lends its cache)")

    identity = add("identity", _identity, "身份匹配权重 (match weights: learn from data, show in words)")
    identity.add_argument("action", choices=("train", "show"))
    identity.add_argument("--data", type=Path, help="数据文件夹；show 时可省略 (optional for show)")
    identity.add_argument("--rules", type=Path, default=PROJECT / "rules", help="规则文件夹")
    identity.add_argument(
        "--out", type=Path, metavar="FILE", help="train: 草稿写入的新文件 (default: stdout)"
    )
    identity.add_argument("--author", default="", help="train: 训练人 (who trains)")

    explain = add("explain", _explain, "一条疑点的全部依据，重新计算 (one clue, re-computed)")
    explain.add_argument("clue_id")
    explain.add_argument("--out", type=Path, help="结果文件夹 (default: out, else demo/out)")

    verify = add("verify", _verify, "校验一个结果文件夹 (hashes and conservation)")
    verify.add_argument("run", type=Path)

    bench = add("bench", _bench, "基准测试 (benchmarks)")
    bench.add_argument("what", choices=("run", "truth", "identity"))
    bench.add_argument("--people", type=_people, help="default: 200000; identity: 20000")
    bench.add_argument("--seed", type=int, default=1)
    bench.add_argument("--folder", type=Path, default=Path("demo/bench"))
    bench.add_argument(
        "--threads", type=int, choices=(1, 2), help="identity: 线程数 (default: measure with 1 and with 2)"
    )
    bench.add_argument("--sets", nargs="+", metavar="SET", help="identity: 只测这些数据集 (only these sets)")
    bench.add_argument(
        "--without-splink", action="store_true", help="identity: 不测对照软件 (without the peer)"
    )
    return top


def _folders(sub: argparse.ArgumentParser, *, out: bool = True) -> None:
    sub.add_argument("--data", type=Path, required=True, help="数据文件夹")
    sub.add_argument("--rules", type=Path, default=PROJECT / "rules", help="规则文件夹")
    if out:
        sub.add_argument("--out", type=Path, default=Path("out"), help="结果文件夹 (default: out)")


def _people(text: str) -> int:
    people = int(text)
    if not 2_000 <= people <= 2_000_000:
        raise argparse.ArgumentTypeError("2000–2000000")
    return people


def _megabytes(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("应为整数，如 4000；0 不限 (a whole number of MB, 0: no bound)")
    return int(text)


def _months(text: str) -> tuple[str, str]:
    from pipelines.months import parse_month, say_month

    try:
        first, last = (say_month(parse_month(part)) for part in text.split(".."))
    except ValueError:
        raise argparse.ArgumentTypeError("应为 2026-01..2026-06 (use A..B)") from None
    if first > last:
        raise argparse.ArgumentTypeError("起始月晚于结束月 (A is later than B)")
    return first, last


def _demo(arguments: argparse.Namespace) -> int:
    from assets.demo import demo

    return demo(arguments.folder, people=arguments.people, seed=arguments.seed, lang=arguments.lang)


def _run(arguments: argparse.Namespace) -> int:
    from assets.console import audit_and_say

    first, last = arguments.months or ("", "")
    return audit_and_say(
        arguments.data,
        arguments.out,
        rules=arguments.rules,
        first_month=first,
        last_month=last,
        lang=_lang(arguments),
        as_json=arguments.json,
        memory_mb=arguments.memory,
    )


def _check(arguments: argparse.Namespace) -> int:
    from assets.console import check_and_say

    return check_and_say(arguments.data, rules=arguments.rules, lang=_lang(arguments), as_json=arguments.json)


def _rules(arguments: argparse.Namespace) -> int:
    from assets.preview import diff, preview
    from assets.stewards import rules_command

    lang = _lang(arguments)
    if arguments.action == "diff":
        return diff(arguments.against, arguments.rules, arguments.data, arguments.out, lang=lang)
    status = rules_command(arguments.action, arguments.rule, rules=arguments.rules, lang=lang)
    if status or arguments.action != "preview":
        return status
    if arguments.data is None:
        print("preview 需要 --data (preview needs --data)", file=sys.stderr)
        return 2
    return preview(arguments.rule, arguments.data, arguments.out, rules=arguments.rules, lang=lang)


def _identity(arguments: argparse.Namespace) -> int:
    from assets.identity_weights import show, train

    if arguments.action == "show":
        return show(arguments.data, rules=arguments.rules, lang=_lang(arguments))
    if arguments.data is None:
        print("train 需要 --data (train needs --data)", file=sys.stderr)
        return 2
    return train(
        arguments.data,
        arguments.out,
        rules=arguments.rules,
        author=arguments.author,
        lang=_lang(arguments),
    )


def _explain(arguments: argparse.Namespace) -> int:
    from assets.explain import explain_and_say

    usual = (Path("out"), Path("demo/out"))  # where run and demo write when nothing is said
    out = arguments.out or next((folder for folder in usual if (folder / "current").exists()), usual[0])
    return explain_and_say(arguments.clue_id, out, lang=_lang(arguments))


def _verify(arguments: argparse.Namespace) -> int:
    from assets.console import verify_and_say

    return verify_and_say(arguments.run, lang=_lang(arguments))


def _bench(arguments: argparse.Namespace) -> int:
    if arguments.what == "identity":
        return _bench_identity(arguments)
    from assets.bench import bench_run, bench_truth

    bench = {"run": bench_run, "truth": bench_truth}[arguments.what]
    return bench(arguments.folder, people=arguments.people or 200_000, seed=arguments.seed)


def _bench_identity(arguments: argparse.Namespace) -> int:
    from assets.linkage_bench.identity import ALL_SETS, bench_identity

    unknown = sorted(set(arguments.sets or ()) - set(ALL_SETS))
    if unknown:
        print(f"没有这些数据集 (no such set): {', '.join(unknown)}; {', '.join(ALL_SETS)}", file=sys.stderr)
        return 2
    return bench_identity(
        arguments.folder,
        people=arguments.people or 20_000,
        seed=arguments.seed,
        threads=(arguments.threads,) if arguments.threads else (1, 2),
        sets=arguments.sets or (),
        with_splink=not arguments.without_splink,
    )


def _lang(arguments: argparse.Namespace) -> Lang:
    return "en" if arguments.lang == "en" else "zh"


if __name__ == "__main__":
    command()
