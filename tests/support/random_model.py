"""A llama model of random weights, small enough to make when a test needs one. Its words are noise,
but each token is one byte, so a grammar can force any text out of it."""

import gguf
import numpy

EMBEDDING = 32
HEADS = 2
CONTEXT = 32768
UNKNOWN, BEGIN, END, TURN_START, TURN_END, SPACE = "<unk>", "<s>", "</s>", "<|start|>", "<|end|>", "▁"

CHAT_TEMPLATE = (
    "{% for message in messages %}<|start|>{{ message['role'] }}\n{{ message['content'] }}<|end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|start|>assistant\n{% endif %}")


def vocabulary():
    """Every token with its type."""
    control = [(text, gguf.TokenType.CONTROL) for text in (BEGIN, END, TURN_START, TURN_END)]
    single_bytes = [(f"<0x{byte:02X}>", gguf.TokenType.BYTE) for byte in range(256)]
    return [(UNKNOWN, gguf.TokenType.UNKNOWN), *control, *single_bytes, (SPACE, gguf.TokenType.NORMAL)]


def is_noise(text):
    """Whether an unforced answer may contain the token: printable ASCII, and never an end, so that
    it runs into whatever limit it was given."""
    if text == SPACE:
        return True
    return text.startswith("<0x") and 0x21 <= int(text[3:5], 16) < 0x7F


def write(path, seed=1):
    random = numpy.random.default_rng(seed)

    def weights(*shape):
        return random.normal(0, 0.3, shape).astype(numpy.float32)

    tokens = vocabulary()
    embedding = weights(len(tokens), EMBEDDING)
    output = weights(len(tokens), EMBEDDING)
    # The first dimension is the same large number for all tokens, hence a bias of the output.
    embedding[:, 0] = 20
    output[:, 0] = [0 if is_noise(text) else -20 for text, _ in tokens]

    model = gguf.GGUFWriter(path, "llama")
    model.add_name("random")
    model.add_context_length(CONTEXT)
    model.add_embedding_length(EMBEDDING)
    model.add_block_count(1)
    model.add_feed_forward_length(2 * EMBEDDING)
    model.add_head_count(HEADS)
    model.add_head_count_kv(HEADS)
    model.add_layer_norm_rms_eps(1e-5)
    model.add_rope_dimension_count(EMBEDDING // HEADS)
    model.add_vocab_size(len(tokens))

    names = [text for text, _ in tokens]
    model.add_tokenizer_model("llama")
    model.add_token_list(names)
    model.add_token_scores([0.0] * len(tokens))
    model.add_token_types([kind for _, kind in tokens])
    model.add_unk_token_id(names.index(UNKNOWN))
    model.add_bos_token_id(names.index(BEGIN))
    model.add_eos_token_id(names.index(END))
    model.add_eot_token_id(names.index(TURN_END))
    model.add_add_space_prefix(False)
    model.add_chat_template(CHAT_TEMPLATE)

    ones = numpy.ones(EMBEDDING, numpy.float32)
    model.add_tensor("token_embd.weight", embedding)
    model.add_tensor("output_norm.weight", ones)
    model.add_tensor("output.weight", output)
    model.add_tensor("blk.0.attn_norm.weight", ones)
    model.add_tensor("blk.0.ffn_norm.weight", ones)
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        model.add_tensor(f"blk.0.{name}.weight", weights(EMBEDDING, EMBEDDING))
    model.add_tensor("blk.0.ffn_gate.weight", weights(2 * EMBEDDING, EMBEDDING))
    model.add_tensor("blk.0.ffn_up.weight", weights(2 * EMBEDDING, EMBEDDING))
    model.add_tensor("blk.0.ffn_down.weight", weights(EMBEDDING, 2 * EMBEDDING))

    model.write_header_to_file()
    model.write_kv_data_to_file()
    model.write_tensors_to_file()
    model.close()
