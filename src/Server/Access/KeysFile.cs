using System.Text.Json;

namespace Transcribe.Server.Access;

/// <summary>The content of a keys file: the settings of the same names, in JSON.</summary>
internal sealed class KeysFile
{
    /// <summary>Keys that are tenants of their own.</summary>
    public IList<string> Keys { get; } = [];

    /// <summary>Tenants by name.</summary>
    public IDictionary<string, TenantOptions> Tenants { get; } = new Dictionary<string, TenantOptions>();

    /// <summary>Parses a file.</summary>
    /// <exception cref="InvalidDataException">
    /// The content is not of this form. It is secret, so the message contains none of it.
    /// </exception>
    public static KeysFile Parse(byte[] json)
    {
        try
        {
            using var stream = new MemoryStream(json);
            var settings = new ConfigurationBuilder().AddJsonStream(stream).Build();
            return settings.Get<KeysFile>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new KeysFile();
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The file is not JSON (line {exception.LineNumber + 1})");
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw new InvalidDataException("The file may contain only `Keys` and `Tenants`, in the form of the settings");
        }
    }
}
