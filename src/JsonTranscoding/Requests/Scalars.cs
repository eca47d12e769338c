using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Inline;

namespace Transcribe.JsonTranscoding.Requests;

/// <summary>Checks single values in the JSON mapping of protobuf (https://protobuf.dev/programming-guides/json/).</summary>
internal static class Scalars
{
    private static readonly string[] NotFinite = ["NaN", "Infinity", "-Infinity"];

    /// <summary>Whether the field holds a number.</summary>
    public static bool IsNumber(FieldDescriptor field) => field.FieldType is not (FieldType.Bool or FieldType.String or FieldType.Bytes
        or FieldType.Enum or FieldType.Message or FieldType.Group);

    /// <summary>Whether the field holds a message whose fields are members in JSON. Durations and times are text.</summary>
    public static bool IsObject(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && field.MessageType.File.Package != Package;

    /// <summary>Whether the field holds a message that is text in JSON: a duration or a time.</summary>
    public static bool IsText(FieldDescriptor field) => field.FieldType == FieldType.Message
        && (field.MessageType.FullName == Duration.Descriptor.FullName || field.MessageType.FullName == Timestamp.Descriptor.FullName);

    /// <summary>Checks a number, which may be an integer with a fraction of zero or an exponent.</summary>
    /// <param name="text">The number as text.</param>
    /// <param name="field">A field with a number or an enum.</param>
    /// <param name="path">The path of the field.</param>
    /// <returns>The number as JSON. Integers of 64 bits are strings in JSON.</returns>
    /// <exception cref="RpcException">INVALID_ARGUMENT.</exception>
    public static string CheckNumber(string text, FieldDescriptor field, string path)
    {
        if (field.FieldType is FieldType.Double or FieldType.Float)
            return CheckReal(text, field, path);
        var (lowest, highest) = Range(field.FieldType);
        if (!decimal.TryParse(text, NumberStyles.Float & ~Blank, CultureInfo.InvariantCulture, out var number)
            || decimal.Truncate(number) != number || number < lowest || number > highest)
            throw Invalid(path, Describe(field), text);
        var integer = decimal.Truncate(number).ToString("0", CultureInfo.InvariantCulture);
        return highest > uint.MaxValue ? $"\"{integer}\"" : integer;
    }

    /// <summary>Checks a value that JSON and queries hold as text: text, the name of an enum value, a duration or a time.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT.</exception>
    public static string CheckText(string text, FieldDescriptor field, string path)
    {
        var isValid = field.FieldType switch
        {
            FieldType.Enum => field.EnumType.FindValueByName(text) is not null,
            FieldType.Message when field.MessageType.FullName == Duration.Descriptor.FullName => CanParse<Duration>(text),
            FieldType.Message when field.MessageType.FullName == Timestamp.Descriptor.FullName => CanParse<Timestamp>(text),
            _ => true,
        };
        return isValid ? text : throw Invalid(path, Describe(field), $"\"{text}\"", Near(text, field));
    }

    /// <summary>Checks bytes: standard or URL-safe Base64, with or without padding.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT.</exception>
    public static ByteString CheckBytes(string text, FieldDescriptor field, string path)
    {
        using var decoder = new Base64Decoder(new DecodedBytes(spool: null));
        try
        {
            decoder.Add(Encoding.UTF8.GetBytes(text));
            return decoder.Finish();
        }
        catch (FormatException)
        {
            throw Invalid(path, Describe(field), $"\"{text}\"");
        }
    }

    /// <summary>The error for a value that does not fit its field.</summary>
    public static RpcException Invalid(string path, string expected, string value, string? near = null)
    {
        var message = $"{Place.Of(path)} must be {expected}, but it is {LimitText.Echo(value)}"
            + (near is null ? "" : $"; did you mean \"{near}\"?");
        return path.Length > 0
            ? RpcErrors.InvalidField(path, message)
            : RpcErrors.Create(Google.Rpc.Code.InvalidArgument, ErrorReasons.InvalidRequest, message);
    }

    /// <summary>Names the values that a field takes.</summary>
    public static string Describe(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bool => "true or false",
        FieldType.String => "text in quotation marks",
        FieldType.Bytes => "Base64 in quotation marks",
        FieldType.Enum => $"one of {string.Join(", ", field.EnumType.Values.Select(value => value.Name))}",
        FieldType.Double or FieldType.Float => "a number",
        FieldType.Message when field.MessageType.FullName == Duration.Descriptor.FullName => "a duration such as \"3.5s\"",
        FieldType.Message when field.MessageType.FullName == Timestamp.Descriptor.FullName => "a time such as \"2026-01-31T12:00:00Z\"",
        FieldType.Message => "an object",
        _ => $"an integer from {Range(field.FieldType).Lowest} to {Range(field.FieldType).Highest}",
    };

    private const string Package = "google.protobuf";

    private const NumberStyles Blank = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    private static string CheckReal(string text, FieldDescriptor field, string path)
    {
        if (NotFinite.Contains(text))
            return $"\"{text}\"";
        var limit = field.FieldType == FieldType.Float ? float.MaxValue : double.MaxValue;
        if (!double.TryParse(text, NumberStyles.Float & ~Blank, CultureInfo.InvariantCulture, out var number)
            || !(Math.Abs(number) <= limit))
            throw Invalid(path, Describe(field), text);
        return number.ToString("R", CultureInfo.InvariantCulture);
    }

    // The form alone does not decide: a duration has at most ten thousand years.
    private static bool CanParse<T>(string text)
        where T : IMessage<T>, new()
    {
        try
        {
            JsonParser.Default.Parse<T>(JsonSerializer.Serialize(text));
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static (decimal Lowest, decimal Highest) Range(FieldType type) => type switch
    {
        FieldType.UInt32 or FieldType.Fixed32 => (0, uint.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => (long.MinValue, long.MaxValue),
        FieldType.UInt64 or FieldType.Fixed64 => (0, ulong.MaxValue),
        _ => (int.MinValue, int.MaxValue),
    };

    private static string? Near(string text, FieldDescriptor field) =>
        field.FieldType == FieldType.Enum ? NearMiss.Of(text, field.EnumType.Values.Select(value => value.Name)) : null;
}
