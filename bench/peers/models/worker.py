"""What all workers in Python have in common; see protocol.go for what they are asked."""
import json
import resource
import sys
import time


def serve(about, step):
    """Say what the worker is, then obey. step computes once and returns the logits of the last image."""
    print(about, flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "run":
            n = int(arguments[0])
            start = time.perf_counter()
            for _ in range(n):
                step()
            print((time.perf_counter() - start) / n, flush=True)
        elif command == "logits":
            print(json.dumps(step().tolist()), flush=True)
        elif command == "cpu":
            usage = resource.getrusage(resource.RUSAGE_SELF)
            print(usage.ru_utime + usage.ru_stime, flush=True)
