using System.CommandLine;

namespace Transcribe.Bench;

/// <summary>What options' values have to be.</summary>
internal static class OptionRules
{
    /// <summary>A number from 1 on, where one is given.</summary>
    public static Option<T> Positive<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is int value and < 1)
                result.AddError($"{option.Name} must be 1 or more, not {value}");
        });
        return option;
    }
}
