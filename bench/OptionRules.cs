using System.CommandLine;

namespace Transcribe.Bench;

/// <summary>Validation rules of options.</summary>
internal static class OptionRules
{
    /// <summary>Requires a value of at least 1 if the option is set.</summary>
    public static Option<T> Positive<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is int value and < 1)
                result.AddError($"{option.Name} must be at least 1, not {value}");
        });
        return option;
    }
}
