using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Modules;

/// <summary>Reads the form of a model's calls, even if the declaration is otherwise wrong.</summary>
internal static class CallFormReader
{
    public static CallForm Read(ModuleArguments arguments) => arguments.Stages is { Any: true } stages
        ? Read(stages, arguments.IsWritten("Tokens"))
        : new(arguments.IsWritten("Memory") ? InputForm.RowsAndMemory : InputForm.Rows, arguments.IsWritten("Tokens"));

    /// <param name="stages">The stages around the encoder.</param>
    /// <param name="isFixed">Whether the encoder's token count is fixed.</param>
    public static CallForm Read(StageArguments stages, bool isFixed)
    {
        bool isPooled = stages[StageArguments.Pool] is not null;
        if (stages[StageArguments.PatchEmbedding] is { } patches)
        {
            return new(patches.IsGiven("Mean") ? InputForm.PixelsOrBytes : InputForm.Pixels, IsFixed: true, isPooled);
        }

        return stages[StageArguments.TokenEmbedding] is { } tokens
            ? new(tokens.IsGiven("Types") ? InputForm.IdsAndTypes : InputForm.Ids, isFixed, isPooled)
            : new(InputForm.Features, isFixed, isPooled) { IsConvolved = stages[StageArguments.Convolution] is not null };
    }
}
