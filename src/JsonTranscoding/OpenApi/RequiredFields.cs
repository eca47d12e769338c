using Google.Api;
using Google.Protobuf.Reflection;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>
/// The members that are always there: in requests those that the contract requires, in responses all whose absence would have no meaning,
/// because the server writes default values.
/// </summary>
internal sealed class RequiredFields
{
    private readonly HashSet<string> _requests = [];

    /// <param name="services">The services whose requests are known.</param>
    public RequiredFields(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var method in services.SelectMany(service => service.Methods))
            AddRequest(method.InputType);
    }

    /// <summary>Whether a JSON object of the field's message has the field in any case.</summary>
    public bool Contains(FieldDescriptor field) => _requests.Contains(field.ContainingType.FullName)
        ? IsRequired(field)
        : field is { ContainingOneof: null, HasPresence: false };

    /// <summary>Whether the contract requires the field of a request.</summary>
    public static bool IsRequired(FieldDescriptor field) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(FieldBehavior.Required) == true;

    private void AddRequest(MessageDescriptor message)
    {
        if (!_requests.Add(message.FullName))
            return;
        foreach (var field in message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message))
            AddRequest(field.MessageType);
    }
}
