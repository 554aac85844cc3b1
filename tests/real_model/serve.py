"""A real small language model on loopback: llama.cpp's own server, which speaks OpenAI's chat completions.

Usage: serve.py MODEL.gguf. Prints `listening ADDRESS`, and ends with its standard input. The key is `sk-test`.
"""

import sys

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.n_ctx = 8192
parameters.n_parallel = 2
# More than one thread makes it slower on two cores.
parameters.cpuparams.n_threads = 1
parameters.cpuparams_batch.n_threads = 1
parameters.n_gpu_layers = 0
parameters.warmup = False
parameters.api_keys = ["sk-test"]
# So small a model talks until the window is full; a grammar makes it end, so that its answers are whole.
parameters.sampling.grammar = xllamacpp.CommonGrammar(
    xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER, 'root ::= [A-Za-z ,]{40,160} "."'
)
parameters.model_alias = {"smollm2"}
server = xllamacpp.Server(parameters)
print("listening", server.listening_address, flush=True)
sys.stdin.read()
