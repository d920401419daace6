# Runs the program on standard input to its end: exit code 61, or 62 with what failed on standard error. It sees no input and its output is dropped.
# As lm-evaluation-harness's code_eval does, it runs in empty globals, so that "__main__" blocks do not run.
import io, os, sys
program = sys.stdin.read()
sys.stdin = io.StringIO()
report = os.dup(2)
null = os.open(os.devnull, os.O_WRONLY)
os.dup2(null, 1)
os.dup2(null, 2)
try:
    exec(compile(program, "program.py", "exec"), {})
except BaseException as error:
    os.write(report, f"{type(error).__name__}: {error}"[:300].encode("utf-8", "replace"))
    os._exit(62)
os._exit(61)
