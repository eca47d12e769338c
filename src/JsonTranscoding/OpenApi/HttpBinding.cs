using Google.Api;
using Google.Protobuf.Reflection;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>The HTTP binding of a method, from its google.api.http rule.</summary>
/// <param name="Method">The method.</param>
/// <param name="Verb">The HTTP method.</param>
/// <param name="Path">The path.</param>
/// <param name="Body">The field that the body contains: "*" for all fields that are not in the path, "" for no body.</param>
internal sealed record HttpBinding(MethodDescriptor Method, HttpMethod Verb, PathTemplate Path, string Body)
{
    /// <summary>Returns null for a method without a rule, which only gRPC clients can call.</summary>
    public static HttpBinding? Of(MethodDescriptor method)
    {
        if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not { } rule)
            return null;
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => (HttpMethod.Get, rule.Get),
            HttpRule.PatternOneofCase.Put => (HttpMethod.Put, rule.Put),
            HttpRule.PatternOneofCase.Post => (HttpMethod.Post, rule.Post),
            HttpRule.PatternOneofCase.Delete => (HttpMethod.Delete, rule.Delete),
            HttpRule.PatternOneofCase.Patch => (HttpMethod.Patch, rule.Patch),
            _ => (new HttpMethod(rule.Custom.Kind), rule.Custom.Path),
        };
        return new HttpBinding(method, verb, PathTemplate.Parse(path), rule.Body);
    }

    /// <summary>The fields of the request that are not in the path.</summary>
    public IEnumerable<FieldDescriptor> FreeFields =>
        Method.InputType.Fields.InDeclarationOrder().Where(free => !Path.Fields.Contains(free.Name));
}
