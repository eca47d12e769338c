using System.Buffers.Binary;
using System.Globalization;
using CsCheck;

namespace Transcribe.Tests;

/// <summary>
/// Makes damaged forms of valid bytes for fuzz tests. Damaged valid bytes reach more of a parser than random bytes, which fail at its first
/// check.
/// </summary>
public static class Mutations
{
    private const int MaxEdits = 6;

    // Sizes and counts at which arithmetic overflows or changes its sign.
    private static readonly Gen<uint> Sizes = Gen.OneOf(
        Gen.OneOf(0u, 1u, 7u, 8u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFEu, 0xFFFFFFFFu), Gen.UInt);

    private static readonly Gen<Edit> Edits = Gen.Select(
        Gen.Enum<EditKind>(), Gen.Int[0, int.MaxValue], Gen.Int[0, 64], Sizes,
        (kind, place, length, value) => new Edit(kind, place, length, value));

    private enum EditKind
    {
        SetByte,
        SetNumber,
        Delete,
        Repeat,
        Truncate,
        Insert,
    }

    /// <summary>The number of inputs of a fuzz test: the environment variable <c>FUZZ_INPUTS</c>, or the usual number.</summary>
    public static int Count(int usual = 5_000) =>
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_INPUTS"), CultureInfo.InvariantCulture, out var count) ? count : usual;

    /// <summary>One of the inputs with up to six edits.</summary>
    public static Gen<byte[]> Of(params byte[][] inputs) => Gen.Select(
        Gen.OneOf(inputs), Edits.Array[0, MaxEdits], (input, edits) => edits.Aggregate(input, Apply));

    private static byte[] Apply(byte[] bytes, Edit edit)
    {
        var place = edit.Place % (bytes.Length + 1);
        var length = Math.Min(edit.Length, bytes.Length - place);
        switch (edit.Kind)
        {
            case EditKind.SetByte when length > 0:
                bytes = [.. bytes];
                bytes[place] = (byte)edit.Value;
                return bytes;
            case EditKind.SetNumber when length >= sizeof(uint):
                bytes = [.. bytes];
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place), edit.Value);
                return bytes;
            case EditKind.Delete:
                return [.. bytes.AsSpan(0, place), .. bytes.AsSpan(place + length)];
            case EditKind.Repeat:
                return [.. bytes.AsSpan(0, place + length), .. bytes.AsSpan(place)];
            case EditKind.Truncate:
                return [.. bytes.AsSpan(0, place)];
            case EditKind.Insert:
                return [.. bytes.AsSpan(0, place), (byte)edit.Value, .. bytes.AsSpan(place)];
            default:
                return bytes;
        }
    }

    private readonly record struct Edit(EditKind Kind, int Place, int Length, uint Value);
}
