using Google.Api;
using Google.LongRunning;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>The descriptors of the contract with their comments, which the descriptors of the generated code do not contain.</summary>
internal static class Contract
{
    private const string Resource = "transcribe.protoset";

    /// <summary>The services that are served as JSON.</summary>
    public static IReadOnlyList<ServiceDescriptor> Services()
    {
        using var stream = typeof(TranscribeReflection).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly of the contract does not contain the resource {Resource}");
        var files = FileDescriptor.BuildFromByteStrings(
            FileDescriptorSet.Parser.ParseFrom(stream).File.Select(file => file.ToByteString()),
            new ExtensionRegistry
            {
                AnnotationsExtensions.Http, OperationsExtensions.OperationInfo, FieldBehaviorExtensions.FieldBehavior,
            });
        return [.. files.SelectMany(file => file.Services).Reverse()];
    }
}
