using System.Text;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Generation;

/// <summary>A vocabulary of pieces; an id is the index of a piece. Encoding takes the longest piece that fits.</summary>
internal sealed class PieceCodec(params byte[][] pieces) : ITextCodec
{
    public PieceCodec(params string[] pieces)
        : this([.. pieces.Select(Encoding.UTF8.GetBytes)])
    {
    }

    public int[] Encode(string text)
    {
        var ids = new List<int>();
        for (var rest = Encoding.UTF8.GetBytes(text); rest.Length > 0; rest = rest[pieces[ids[^1]].Length..])
            ids.Add(Enumerable.Range(0, pieces.Length).Where(id => rest.AsSpan().StartsWith(pieces[id])).MaxBy(id => pieces[id].Length));
        return [.. ids];
    }

    public string Decode(IEnumerable<int> ids) => Encoding.UTF8.GetString([.. ids.Where(id => id < pieces.Length).SelectMany(Bytes)]);

    public byte[] Bytes(int id) => id < pieces.Length ? pieces[id] : [];
}
