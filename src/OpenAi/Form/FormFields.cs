using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Uploads;

namespace Transcribe.OpenAi.Form;

/// <summary>
/// Reads the text fields of a form. A blank field counts as absent. Every method throws an INVALID_ARGUMENT that names the field if its
/// value is not valid.
/// </summary>
internal sealed partial class FormFields(IReadOnlyList<UploadField> fields)
{
    /// <summary>A text; null if the field is absent.</summary>
    public string? Text(string name)
    {
        var values = fields.Where(field => field.Name == name && !string.IsNullOrWhiteSpace(field.Value)).ToArray();
        return values.Length > 1 ? throw Invalid(name, "occurs more than once") : values.FirstOrDefault()?.Value;
    }

    /// <summary>
    /// A list in any spelling that clients use: the name with or without brackets, once for each item, as a JSON array, or with commas.
    /// </summary>
    public IReadOnlyList<string> List(string name) =>
        [.. fields.Where(field => Brackets.Replace(field.Name, "") == name).SelectMany(field => Items(name, field.Value.Trim()))];

    /// <summary>A switch; false if the field is absent.</summary>
    public bool Flag(string name) => Text(name)?.Trim().ToLowerInvariant() switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        _ => throw Invalid(name, "must be true or false"),
    };

    /// <summary>A number; null if the field is absent.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Text(name) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Invalid(name, FormattableString.Invariant($"must be a number from {least} to {most}"));
    }

    /// <summary>A whole number; null if the field is absent.</summary>
    public int? Whole(string name, int least, int most) => Number(name, least, most) is not { } number ? null
        : number == Math.Truncate(number) ? (int)number
        : throw Invalid(name, "must be a whole number");

    /// <summary>The first of the names that has a value other than zero; null if none has.</summary>
    public string? FirstOf(params IEnumerable<string> names) => names.FirstOrDefault(name => Text(name) is { } text && !IsZero(text));

    /// <summary>The error for a field.</summary>
    public static RpcException Invalid(string name, string problem) => RpcErrors.InvalidField(name, $"The field `{name}` {problem}");

    private static bool IsZero(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number == 0;

    private static string[] Items(string name, string value)
    {
        if (!value.StartsWith('['))
            return value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return [.. JsonSerializer.Deserialize<string?[]>(value)!.OfType<string>()];
        }
        catch (JsonException)
        {
            throw Invalid(name, "must be a JSON array of strings");
        }
    }

    [GeneratedRegex(@"\[\d*\]$")]
    private static partial Regex Brackets { get; }
}
