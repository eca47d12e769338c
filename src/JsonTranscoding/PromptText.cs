namespace Transcribe.JsonTranscoding;

/// <summary>Prompts of OpenAI's APIs, which may be longer than those of the contract.</summary>
public static class PromptText
{
    /// <summary>Returns the end of a prompt. Models read the end of a long prompt only.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="room">The most characters.</param>
    public static string End(string prompt, int room = FieldLimits.Prompt)
    {
        if (prompt.Length <= room)
            return prompt;
        var start = prompt.Length - Math.Max(0, room);
        // The second half of a surrogate pair is no character.
        return prompt[(start < prompt.Length && char.IsLowSurrogate(prompt[start]) ? start + 1 : start)..];
    }
}
