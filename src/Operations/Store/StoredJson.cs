using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Transcribe.Core;

namespace Transcribe.Operations.Store;

/// <summary>The JSON columns that every store shares.</summary>
/// <remarks>
/// Members are written in the order of their declaration, and members with default values are left out. Equal values therefore give equal
/// bytes, and a member that is added later does not change the JSON of values that do not set it.
/// </remarks>
public static class StoredJson
{
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, typeof(T), StoredJsonContext.Default);

    public static string? WriteOrNull<T>(T? value) where T : class => value is null ? null : Write(value);

    public static T Read<T>(string json) => (T)JsonSerializer.Deserialize(json, typeof(T), StoredJsonContext.Default)!;

    public static T? ReadOrNull<T>(string? json) where T : class => json is null ? null : Read<T>(json);

    /// <summary>SHA-256 of a request and its webhook, in hexadecimal digits. Creations with equal fingerprints are the same.</summary>
    public static string Fingerprint(OperationRequest request, Webhook? webhook)
    {
        var source = new FingerprintSource(request, webhook);
        var json = JsonSerializer.SerializeToUtf8Bytes(source, StoredJsonContext.Default.FingerprintSource);
        return Convert.ToHexStringLower(SHA256.HashData(json));
    }
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    Converters = [typeof(OperationRequestConverter)])]
[JsonSerializable(typeof(OperationRequest))]
[JsonSerializable(typeof(OperationFailure))]
[JsonSerializable(typeof(TranscriptionSummary))]
[JsonSerializable(typeof(Segment))]
[JsonSerializable(typeof(TranscriptionCheckpoint))]
[JsonSerializable(typeof(FingerprintSource))]
internal sealed partial class StoredJsonContext : JsonSerializerContext;

internal sealed record FingerprintSource(OperationRequest Request, Webhook? Webhook);
