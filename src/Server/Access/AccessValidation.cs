using Microsoft.Extensions.Options;

namespace Transcribe.Server.Access;

/// <summary>Validates the keys and tenants of the settings and of the keys file.</summary>
internal sealed class AccessValidation : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        try
        {
            ApiKeys.Load(options);
            return ValidateOptionsResult.Success;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var file = options.KeysFile is null ? "" : $" ({AccessOptions.Section}:{nameof(options.KeysFile)} is {options.KeysFile})";
            return ValidateOptionsResult.Fail(exception.Message + file);
        }
    }
}
