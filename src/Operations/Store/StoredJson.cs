using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Transcribe.Core;

namespace Transcribe.Operations.Store;

/// <summary>
/// The stored JSON. Members are written in the order of their declaration and left out at their default, so equal values give equal bytes, and a member
/// added later changes nothing for those that do not set it.
/// </summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true, Converters = [typeof(OperationRequestConverter)])]
[JsonSerializable(typeof(OperationRequest))]
[JsonSerializable(typeof(OperationFailure))]
[JsonSerializable(typeof(TranscriptionSummary))]
[JsonSerializable(typeof(Segment))]
[JsonSerializable(typeof(TranscriptionCheckpoint))]
[JsonSerializable(typeof(FingerprintSource))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, typeof(T), Default);

    public static string? WriteOrNull<T>(T? value) where T : class => value is null ? null : Write(value);

    public static T Read<T>(string json) => (T)JsonSerializer.Deserialize(json, typeof(T), Default)!;

    public static T? ReadOrNull<T>(string? json) where T : class => json is null ? null : Read<T>(json);

    /// <summary>SHA-256 of request and webhook, in hexadecimal digits.</summary>
    public static string Fingerprint(OperationRequest request, Webhook? webhook) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new FingerprintSource(request, webhook), Default.FingerprintSource)));
}

/// <summary>All that makes two creations the same.</summary>
internal sealed record FingerprintSource(OperationRequest Request, Webhook? Webhook);
