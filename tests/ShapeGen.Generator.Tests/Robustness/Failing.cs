using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.Tests.Robustness;

/// <summary>Generators that throw at one model: no declaration is known that does it.</summary>
internal static class Failing
{
    public const string Message = "No formula is known for CopyStage.";

    public static ModuleGenerator Reader(string type) => new(
        (context, kind, cancellation) => context.TargetSymbol.Name == type ? throw new InvalidOperationException(Message) : DeclarationReader.Read(context, kind, cancellation),
        ModuleEmitter.Emit);

    public static ModuleGenerator Emitter(string type) => new(
        DeclarationReader.Read,
        (declaration, stageTimes) => declaration.Type.Name == type && declaration.Shape is not null ? throw new InvalidOperationException(Message) : ModuleEmitter.Emit(declaration, stageTimes));

    /// <summary>One that fails at stubs too.</summary>
    public static ModuleGenerator EmitterOfAnything(string type) => new(
        DeclarationReader.Read,
        (declaration, stageTimes) => declaration.Type.Name == type ? throw new ArgumentException("One\r\nand\nmore.") : ModuleEmitter.Emit(declaration, stageTimes));
}
