#!/usr/bin/env python3
"""to-ctranslate2.py FOLDER OUTPUT float32|float16|int8: writes a Hugging Face Whisper folder in CTranslate2's format.

The format is that of CTranslate2 4 (python/ctranslate2/specs/model_spec.py, whisper_spec.py), binary version 6. Needs numpy.
"""

import json
import pathlib
import struct
import sys

import numpy as np

BINARY_VERSION, SPEC, REVISION = 6, "WhisperSpec", 3
TYPES = ("float32", "int8", "int16", "int32", "float16")  # in the order of their ids
GELU = 3


def read_safetensors(path):
    """The tensors of a file by their names without `model.`; F32 and F16 only."""
    data = np.memmap(path, np.uint8, "r")
    length = int(data[:8].view("<u8")[0])
    types = {"F32": "<f4", "F16": "<f2"}
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length].tobytes()).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = data[8 + length + begin : 8 + length + end].view(types[entry["dtype"]])
            tensors[name.removeprefix("model.")] = values.reshape(entry["shape"]).astype(np.float32)
    return tensors


class Model:
    """The variables of a model under CTranslate2's names."""

    def __init__(self, tensors, precision):
        self.tensors, self.precision, self.variables = tensors, precision, {}

    def scalar(self, name, value, kind=np.int8):
        self.variables[name] = np.array(value, kind)

    def plain(self, name, values):
        self.variables[name] = values.astype(np.float16 if self.precision == "float16" else np.float32)

    def matrix(self, name, values):
        """A matrix, which int8 quantises with a scale for each row."""
        if self.precision != "int8":
            self.plain(name, values)
            return
        rows = values.reshape(len(values), -1)
        most = np.abs(rows).max(axis=1)
        scale = 127 / np.where(most == 0, 127, most)
        self.variables[name] = np.rint(rows * scale[:, None]).astype(np.int8).reshape(values.shape)
        self.variables[name + "_scale"] = scale.astype(np.float32)

    def linear(self, name, *sources):
        """One product that computes those of all sources; a source without a bias gets zeros."""
        weights = [self.tensors[source + ".weight"] for source in sources]
        biases = [self.tensors.get(source + ".bias", np.zeros(len(weight))) for source, weight in zip(sources, weights)]
        self.matrix(name + "/weight", np.concatenate(weights))
        self.plain(name + "/bias", np.concatenate(biases))

    def norm(self, name, source):
        self.plain(name + "/gamma", self.tensors[source + ".weight"])
        self.plain(name + "/beta", self.tensors[source + ".bias"])

    def attention(self, name, source, *products):
        self.norm(name + "/layer_norm", source + "_layer_norm")
        for index, parts in enumerate(products):
            self.linear(f"{name}/linear_{index}", *[f"{source}.{part}_proj" for part in parts])

    def part(self, name, config):
        """What encoder and decoder share."""
        self.scalar(f"{name}/num_heads", config[f"{name}_attention_heads"], np.int16)
        self.plain(f"{name}/position_encodings/encodings", self.tensors[f"{name}.embed_positions.weight"])
        self.norm(f"{name}/layer_norm", f"{name}.layer_norm")
        for index in range(config[f"{name}_layers"]):
            layer, source = f"{name}/layer_{index}", f"{name}.layers.{index}"
            self.attention(layer + "/self_attention", source + ".self_attn", ("q", "k", "v"), ("out",))
            if name == "decoder":
                self.attention(layer + "/attention", source + ".encoder_attn", ("q",), ("k", "v"), ("out",))
            self.norm(layer + "/ffn/layer_norm", source + ".final_layer_norm")
            self.linear(layer + "/ffn/linear_0", source + ".fc1")
            self.linear(layer + "/ffn/linear_1", source + ".fc2")

    def whisper(self, config):
        for conv in ("conv1", "conv2"):
            self.matrix(f"encoder/{conv}/weight", self.tensors[f"encoder.{conv}.weight"])
            self.plain(f"encoder/{conv}/bias", self.tensors[f"encoder.{conv}.bias"])
        self.part("encoder", config)
        self.part("decoder", config)
        self.matrix("decoder/embeddings/weight", self.tensors["decoder.embed_tokens.weight"])
        self.scalar("decoder/pre_norm", 1)
        self.scalar("decoder/activation", GELU)
        self.scalar("decoder/alignment_layer", -1, np.int16)
        self.scalar("decoder/alignment_heads", 1, np.int16)
        for name in ("scale_embeddings", "alibi", "alibi_use_positive_positions", "scale_alibi", "start_from_zero_embedding"):
            self.scalar(f"decoder/{name}", 0)

    def write(self, path, aliases):
        def text(value):
            return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

        with open(path, "wb") as file:
            file.write(struct.pack("<I", BINARY_VERSION) + text(SPEC) + struct.pack("<II", REVISION, len(self.variables)))
            for name, values in sorted(self.variables.items()):
                shape = struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
                file.write(text(name) + shape + struct.pack("<BI", TYPES.index(values.dtype.name), values.nbytes) + values.tobytes())
            file.write(struct.pack("<I", len(aliases)))
            for alias, name in aliases.items():
                file.write(text(alias) + text(name))


def main(folder, output, precision):
    def read(name):
        return json.loads((folder / name).read_text())

    def write(name, value):
        (output / name).write_text(json.dumps(value))

    config, rules = read("config.json"), read("generation_config.json")
    model = Model(read_safetensors(folder / "model.safetensors"), precision)
    model.whisper(config)
    output.mkdir(parents=True, exist_ok=True)
    model.write(output / "model.bin", {"decoder/projection/weight": "decoder/embeddings/weight"})
    vocabulary = {number: token for token, number in (read("vocab.json") | read("added_tokens.json")).items()}
    write("vocabulary.json", [vocabulary[number] for number in range(config["vocab_size"])])
    write("config.json", {
        "suppress_ids": rules.get("suppress_tokens", []),
        "suppress_ids_begin": rules.get("begin_suppress_tokens", []),
        "lang_ids": sorted(rules["lang_to_id"].values()),
        "alignment_heads": rules.get("alignment_heads", []),
    })


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3])
