using System.Collections;
using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding;

/// <summary>
/// The limits of all text that callers send. Text is stored, logged and echoed, so no field is unlimited. The comments of the proto state
/// the same limits.
/// </summary>
public static class FieldLimits
{
    /// <summary>The most entries of a repeated field.</summary>
    public const int MaximumCount = 200;

    /// <summary>The length of names and ids.</summary>
    public const int Name = 200;

    /// <summary>The length of a prompt. Whisper reads at most 223 tokens of one, so further characters have no effect.</summary>
    public const int Prompt = 4_000;

    private const int Url = 8_000;
    private const int PageToken = 500;

    /// <summary>The most characters of each field, by its full name.</summary>
    public static FrozenDictionary<string, int> Lengths { get; } = new Dictionary<string, int>
    {
        ["transcribe.v1.TranscriptionConfig.model"] = Name,
        ["transcribe.v1.TranscriptionConfig.language_codes"] = Name,
        ["transcribe.v1.TranscriptionConfig.prompt"] = Prompt,
        ["transcribe.v1.TranscribeRequest.uri"] = Url,
        ["transcribe.v1.TranscribeLongRunningRequest.request_id"] = Name,
        ["transcribe.v1.TranscribeLongRunningRequest.webhook_uri"] = 2_000,
        ["transcribe.v1.WatchTranscriptionRequest.name"] = Name,
        ["transcribe.v1.ListSegmentsRequest.parent"] = Name,
        ["transcribe.v1.ListSegmentsRequest.page_token"] = PageToken,
        ["transcribe.v1.GetSubtitlesRequest.name"] = Name,
        ["transcribe.v1.GetModelRequest.id"] = Name,
        ["transcribe.v1.PullModelRequest.model"] = Name,
        ["transcribe.v1.LoadModelRequest.model"] = Name,
        ["transcribe.v1.UnloadModelRequest.model"] = Name,
        ["transcribe.v1.GenerateRequest.url"] = Url,
        ["google.longrunning.GetOperationRequest.name"] = Name,
        ["google.longrunning.ListOperationsRequest.name"] = Name,
        ["google.longrunning.ListOperationsRequest.filter"] = 500,
        ["google.longrunning.ListOperationsRequest.page_token"] = PageToken,
        ["google.longrunning.CancelOperationRequest.name"] = Name,
        ["google.longrunning.DeleteOperationRequest.name"] = Name,
        ["google.longrunning.WaitOperationRequest.name"] = Name,
        ["grpc.health.v1.HealthCheckRequest.service"] = Name,
    }.ToFrozenDictionary();

    /// <summary>Checks all text of a message, including the messages in it.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the path of the field.</exception>
    public static void Check(IMessage message) => Check(message, path: "");

    private static void Check(IMessage message, string path)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.IsMap || field.FieldType is not (FieldType.String or FieldType.Message))
                continue;
            var value = field.Accessor.GetValue(message);
            if (field.IsRepeated)
                CheckAll((IList)value, field, path + field.Name);
            else
                CheckOne(value, field, path + field.Name);
        }
    }

    private static void CheckAll(IList values, FieldDescriptor field, string path)
    {
        if (values.Count > MaximumCount)
            throw RpcErrors.InvalidField(path, $"The field `{path}` may have at most {MaximumCount} entries");
        foreach (var value in values)
            CheckOne(value, field, path);
    }

    private static void CheckOne(object? value, FieldDescriptor field, string path)
    {
        if (value is IMessage inner)
            Check(inner, path + ".");
        else if (value is string text && Lengths.TryGetValue(field.FullName, out var limit) && text.Length > limit)
            throw RpcErrors.InvalidField(path, $"The field `{path}` may have at most {limit} characters");
    }
}
