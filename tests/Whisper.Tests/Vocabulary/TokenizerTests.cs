using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Tests.Folder;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Vocabulary;

public sealed partial class TokenizerTests
{
    /// <summary>Texts and the ids that Hugging Face's tokenizers gives them with the same tokenizer.json.</summary>
    public static TheoryData<string, int[]> WhisperV3Pairs => new()
    {
        { " Hello, world!", [2425, 11, 1002, 0] },
        {
            "and so my fellow Americans, ask not what your country can do for you.",
            [474, 370, 452, 7177, 6280, 11, 1029, 406, 437, 428, 1941, 393, 360, 337, 291, 13]
        },
        {
            "It's we'll they've I'm he'd you're don't 'tis",
            [3522, 311, 321, 603, 436, 600, 286, 478, 415, 1116, 291, 434, 500, 380, 922, 83, 271]
        },
        { "  two  spaces   three\n\nnewline\ttab ", [220, 732, 220, 7673, 220, 220, 1045, 198, 198, 7686, 1889, 197, 83, 455, 220] },
        { "1234567890 3.14159 ½ ²", [4762, 18, 8465, 22452, 23, 7771, 805, 13, 7271, 5211, 24, 32653, 1815, 110] },
        { "Grüße aus München – schön!", [20038, 774, 11451, 3437, 35840, 2470, 1662, 13527, 0] },
        { "¿Dónde está la biblioteca?", [25073, 35, 812, 16404, 3192, 635, 34344, 1370, 496, 30] },
        { "Привет, как дела?", [43971, 31259, 11, 3014, 46157, 30] },
        { "你好，世界。今天天气怎么样？", [26410, 171, 120, 234, 24486, 1543, 12074, 6135, 42204, 48200, 171, 120, 253] },
        { "こんにちは世界。カタカナ", [38088, 24486, 1543, 10111, 12144, 10111, 26719] },
        { "안녕하세요 세계", [49200, 12831, 15377, 40179] },
        { "مرحبا بالعالم", [29973, 5016, 3555, 995, 20666, 3615, 45340] },
        { "שלום עולם", [43911, 17333, 7535, 39383] },
        { "नमस्ते दुनिया", [35082, 48521, 45938, 27099, 36158, 21981, 8485, 99, 8703, 223, 35082, 33279, 48268, 17937] },
        { "สวัสดีชาวโลก", [13715, 7643, 5981, 13715, 9345, 6033, 17080, 4943, 7643, 24929, 10133, 6223] },
        {
            "😀👍🏽👨‍👩‍👧‍👦🇩🇪",
            [
                13125, 222, 31017, 235, 4222, 237, 121, 31017, 101, 913, 235, 31017, 102, 913, 235, 31017, 100, 913, 235, 31017, 99, 4222,
                229, 102, 4222, 229, 103,
            ]
        },
        { "é è", [526, 4873] },
        { "a\u0301 \u00a0x\u2003y\u3000z", [64, 32797, 220, 126, 254, 87, 913, 225, 88, 756, 222, 89] },
        {
            "zéro un deux trois quatre cinq six sept huit neuf",
            [89, 26913, 517, 8208, 19758, 31334, 43335, 2309, 23891, 276, 1983, 408, 2947]
        },
        {
            "$100,000.00 (approx.) #hashtag @user https://example.com/a?b=c&d=e",
            [
                3, 6879, 11, 1360, 13, 628, 522, 35821, 87, 4273, 3536, 12438, 357, 559, 10428, 18088, 34426, 21492, 3121, 335, 781, 13,
                1112, 14, 64, 30, 65, 28, 66, 5, 67, 28, 68,
            ]
        },
        { "ALLCAPS camelCase snake_case kebab-case", [3427, 14766, 4715, 50, 37755, 34, 651, 12650, 62, 9765, 803, 24301, 12, 9765] },
        { "𝟘𝟙𝟚 123", [10933, 253, 246, 10933, 253, 247, 10933, 253, 248, 34466] },
    };

    public static TheoryData<string> Texts =>
    [
        "Hello, world!", "  two  spaces\n\nnewline\ttab ", "Grüße aus München", "¿Dónde está la biblioteca?", "Привет, как дела?",
        "你好，世界。", "こんにちは世界",
        "안녕하세요", "مرحبا بالعالم", "שלום", "नमस्ते", "สวัสดี", "😀👍🏽👨‍👩‍👧‍👦🇩🇪", "𝒜𠀀𐍈", "e\u0301\u00a0\u3000", "a\0b", "zero null cero zéro",
        "",
    ];

    [Theory]
    [MemberData(nameof(WhisperV3Pairs))]
    public void Encode_WhisperV3_GivesTheReferencesIds(string text, int[] ids)
    {
        var tokenizer = WhisperV3();

        Assert.Equal(ids, tokenizer.Encode(text));
        Assert.Equal(text, tokenizer.Decode(ids));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Decode_OfEncodedText_IsTheText(string text)
    {
        var tokenizer = Tokenizer.Load(WhisperFolderReader.Read(Repository.DigitsModel));

        var ids = tokenizer.Encode(text);

        Assert.Equal(text, tokenizer.Decode(ids));
        Assert.Equal(Encoding.UTF8.GetBytes(text), ids.SelectMany(tokenizer.Bytes));
    }

    [Fact]
    public void Encode_WordsTheModelKnows_IsOneTokenEach()
    {
        var tokenizer = Tokenizer.Load(WhisperFolderReader.Read(Repository.DigitsModel));

        Assert.Equal(4, tokenizer.Encode(" zero eins dos huit").Length);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Load_EitherForm_GivesTheSameIds(string text)
    {
        using var folder = new ModelFolder();
        var fromJson = Tokenizer.Load(folder.Read());
        var fromVocabulary = Tokenizer.Load(folder.Delete("tokenizer.json").Read());

        Assert.Equal(fromJson.Encode(text), fromVocabulary.Encode(text));
    }

    [Fact]
    public void Load_MergesWrittenAsPairs_GivesTheSameIds()
    {
        using var folder = new ModelFolder();
        var expected = Tokenizer.Load(folder.Read()).Encode(" zero eins");
        folder.Edit("tokenizer.json", json =>
        {
            var merges = json["model"]!["merges"]!.AsArray().Select(merge => merge!.GetValue<string>().Split(' ')).ToArray();
            json["model"]!["merges"] = JsonSerializer.SerializeToNode(merges);
        });

        Assert.Equal(expected, Tokenizer.Load(folder.Read()).Encode(" zero eins"));
    }

    [Theory]
    [InlineData("<|endoftext|>")]
    [InlineData("<|startoftranscript|><|en|><|transcribe|><|notimestamps|>")]
    [InlineData("a <|0.00|> b")]
    public void Encode_TextThatLooksLikeSpecials_GivesNoSpecialIds(string text)
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel);
        var tokenizer = Tokenizer.Load(folder);

        var ids = tokenizer.Encode(text);

        Assert.All(ids, id => Assert.InRange(id, 0, folder.Generation.Tokens.EndOfText - 1));
        Assert.Equal(text, tokenizer.Decode(ids));
    }

    [Fact]
    public void Decode_SpecialsTimestampsAndForeignIds_ArePassedOver()
    {
        var tokens = WhisperFolderReader.Read(Repository.DigitsModel).Generation.Tokens;
        var tokenizer = Tokenizer.Load(WhisperFolderReader.Read(Repository.DigitsModel));

        var text = tokenizer.Decode(
            [
                tokens.StartOfTranscript, tokens.FirstTimestamp, .. tokenizer.Encode("eins"), tokens.FirstTimestamp + 50, tokens.EndOfText,
                -1, 999_999,
            ]);

        Assert.Equal("eins", text);
    }

    [Fact]
    public void Decode_CharacterSplitOverTokens_IsWholeAgain()
    {
        var tokenizer = Tokenizer.Load(WhisperFolderReader.Read(Repository.DigitsModel));
        var ids = tokenizer.Encode("😀");

        Assert.True(ids.Length > 1);
        Assert.Equal("😀", tokenizer.Decode(ids));
        Assert.Equal("\uFFFD", tokenizer.Decode(ids.Take(ids.Length - 1)));
    }

    [Fact]
    public void Decode_ReferenceTranscripts_GivesTheirTexts()
    {
        var tokenizer = WhisperV3();
        var expected = JsonDocument.Parse(File.ReadAllText(Repository.Shared("parity", "turbo-shaped", "expected.json"))).RootElement;

        var transcripts = expected.EnumerateArray().Where(entry => entry.TryGetProperty("tokens", out _)).ToArray();

        Assert.NotEmpty(transcripts);
        Assert.All(transcripts, entry => Assert.Equal(
            LanguageTokens.Replace(entry.GetProperty("text").GetString()!, ""),
            tokenizer.Decode(entry.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32())).Trim()));
    }

    [Theory]
    [InlineData("""{"type": "BPE", "vocab": {"a": 0, "日": 1}, "merges": []}""", "token 1 (\"日\") is not byte-level")]
    [InlineData("""{"type": "BPE", "vocab": {"a": 0}, "merges": ["a q"]}""", "is not a byte-level BPE tokenizer: ")]
    public void Load_VocabularyThatIsNotByteLevel_NamesTheFile(string model, string problem)
    {
        using var folder = new ModelFolder();
        var read = folder.Read();
        folder.Edit("tokenizer.json", json => json["model"] = System.Text.Json.Nodes.JsonNode.Parse(model));

        var error = Assert.Throws<ModelFolderException>(() => Tokenizer.Load(read));

        Assert.StartsWith($"{folder["tokenizer.json"]}: {problem}", error.Message, StringComparison.Ordinal);
    }

    // The reference writes the language tokens of a random model as text; this tokenizer omits special tokens.
    [GeneratedRegex(@"<\|\w+\|>")]
    private static partial Regex LanguageTokens { get; }

    private static Tokenizer WhisperV3() => Tokenizer.Load(WhisperFolderReader.Read(Repository.Shared("parity", "turbo-shaped")));
}
