using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator;

/// <summary>
/// Keeps what fails in one model away from the others: the compiler drops all that a generator wrote when it throws. What it failed with
/// becomes an error on the class (SHG0016).
/// </summary>
internal static class Isolation
{
    public static DeclarationResult? Read(
        Func<GeneratorAttributeSyntaxContext, ModuleKind, CancellationToken, DeclarationResult?> read,
        GeneratorAttributeSyntaxContext context, ModuleKind kind, CancellationToken cancellation)
    {
        try
        {
            return read(context, kind, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            SourceSpan? name = SourceSpan.From((context.TargetNode as BaseTypeDeclarationSyntax)?.Identifier.GetLocation());
            return new(null, name, new([Failed(context.TargetSymbol.Name, Describe(exception), name)]));
        }
    }

    public static GeneratedModel Emit(Func<ModuleDeclaration, bool, GeneratedCode> emit, ModuleDeclaration declaration, bool stageTimes)
    {
        try
        {
            GeneratedCode code = emit(declaration, stageTimes);
            return new(declaration.Type.FileStem, code.Files, code.Kernels, null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            string failure = Describe(exception);
            DiagnosticInfo error = Failed(declaration.Type.Name, failure, null);
            EquatableArray<GeneratedFile> stub = declaration.Shape is null
                ? new([])
                : ModuleEmitter.Emit(declaration with { Shape = null, Error = $"{error.Id}: {error.Message}" }, stageTimes).Files;
            return new(declaration.Type.FileStem, stub, new([]), failure);
        }
    }

    public static IEnumerable<DiagnosticInfo> Check(DeclarationResult result, ProjectCheckpoints checkpoints)
    {
        try
        {
            return CheckpointCheck.Of(result.Declaration!.Shape!, result.Checkpoint!, checkpoints);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return [Failed(result.Declaration!.Type.Name, Describe(exception), result.Checkpoint!.At)];
        }
    }

    public static IEnumerable<DiagnosticInfo> CheckBudget(DeclarationResult result)
    {
        try
        {
            return BudgetCheck.Of(result.Declaration!.Shape!, result.Budget!, result.Declaration.Form.IsTraced);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return [Failed(result.Declaration!.Type.Name, Describe(exception), result.Budget!.At)];
        }
    }

    /// <summary>All that is wrong with a class, and what <see cref="Emit"/> failed with on its model.</summary>
    public static EquatableArray<DiagnosticInfo> Diagnostics(CheckedModel model, EquatableArray<ModelFailure> failures) =>
        model.Input is { Declaration.Type: var type } && failures.FirstOrDefault(failure => failure.FileStem == type.FileStem) is { } failed
            ? new([.. model.Diagnostics, Failed(type.Name, failed.Message, model.Class)])
            : model.Diagnostics;

    private static DiagnosticInfo Failed(string type, string failure, SourceSpan? name) =>
        new(Descriptors.Failure.Id, name, new EquatableArray<string>([type, failure]));

    private static string Describe(Exception exception) =>
        $"{exception.GetType().Name}: {exception.Message.Replace("\r", "").Replace('\n', ' ')}";
}
